#include <gmock/gmock.h>
#include <gradus/common/error.h>
#include <gradus/testing/golden.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

namespace gradus::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

TEST(Golden, GivesNumbersByPointer) {
  const Golden golden(GRADUS_TEST_DATA "/golden.json");
  EXPECT_EQ(golden.number("/scalar"), 0.1);
  EXPECT_EQ(golden.numbers("/mask"), (std::vector<double>{1, 0}));
  EXPECT_EQ(golden.numbers("/matrix/0"), (std::vector<double>{1, 2.5, -3}));
  EXPECT_TRUE(golden.numbers("/nothing").empty());
  EXPECT_EQ(golden.text("/text"), "hello");
  EXPECT_EQ(golden.keys("/cases"), (std::vector<std::string>{"a", "b"}));
  const auto matrix = golden.numbers("/matrix");
  ASSERT_EQ(matrix.size(), 6u);
  EXPECT_TRUE(std::isnan(matrix[3]));
  EXPECT_EQ(matrix[4], INFINITY);
  EXPECT_EQ(matrix[5], -INFINITY);
}

TEST(Golden, NamesWhatIsMissing) {
  const Golden golden(GRADUS_TEST_DATA "/golden.json");
  EXPECT_THAT([&] { golden.numbers("/missing"); },
              ThrowsMessage<Error>(AllOf(HasSubstr("golden.json"), HasSubstr("/missing"))));
  EXPECT_THAT([&] { golden.numbers("/text"); }, ThrowsMessage<Error>(HasSubstr("hello")));
  EXPECT_THAT([&] { golden.text("/scalar"); }, ThrowsMessage<Error>(HasSubstr("0.1")));
  EXPECT_THAT([] { Golden("/no/such.json"); }, ThrowsMessage<Error>(HasSubstr("/no/such.json")));
  EXPECT_THAT([] { Golden(GRADUS_TEST_DATA "/peer.py"); }, ThrowsMessage<Error>(HasSubstr("is not JSON")));
}

}  // namespace
}  // namespace gradus::testing
