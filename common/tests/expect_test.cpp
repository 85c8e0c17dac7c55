#include <gradus/testing/expect.h>
#include <gtest/gtest-spi.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

namespace gradus::testing {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

// All that an expectation reports; empty when it holds.
template <class Body>
std::string reported(const Body& body) {
  ::testing::TestPartResultArray results;
  {
    const ::testing::ScopedFakeTestPartResultReporter reporter(
        ::testing::ScopedFakeTestPartResultReporter::INTERCEPT_ONLY_CURRENT_THREAD, &results);
    body();
  }
  std::string text;
  for (int i = 0; i < results.size(); ++i) text += results.GetTestPartResult(i).message();
  return text;
}

TEST(Expect, IsSilentWhenTheNumbersAgree) {
  EXPECT_EQ(reported([] {
              expect("x", 2.0, 2.0).if_equal(2.0, "never said");
              expect("x", 2.0 + 1e-12, 2.0);
              expect("x", 2.1, 2.0, 0.1);
              expect("x", kInfinity, kInfinity);
              expect_all("x", std::vector{1.0, 2.0}, std::array{1.0, 2.0});
            }),
            "");
}

TEST(Expect, TellsWhatWasExpectedAndWhatCame) {
  const std::string text = reported([] { expect("d(a + a)/da at a = 3", 1.0, 2.0); });
  EXPECT_EQ(text, "Failed\nd(a + a)/da at a = 3\n  expected: 2\n  actual:   1");
}

TEST(Expect, NamesTheCauseOfAKnownWrongValue) {
  const auto with = [](double actual) {
    return reported([&] {
      expect("gradient", actual, 2.0)
          .if_equal(1.0, "overwritten")
          .if_equal(-2.0, "the sign is wrong")
          .if_true(actual == 7, "seven");
    });
  };
  EXPECT_NE(with(1.0).find("Likely cause: overwritten"), std::string::npos);
  EXPECT_NE(with(-2.0).find("Likely cause: the sign is wrong"), std::string::npos);
  EXPECT_NE(with(7.0).find("Likely cause: seven"), std::string::npos);
  EXPECT_EQ(with(3.0).find("Likely cause"), std::string::npos);
  EXPECT_EQ(with(1.0).find("sign"), std::string::npos);
}

TEST(Expect, TheFirstCauseThatFitsIsTheOneNamed) {
  const std::string text =
      reported([] { expect("x", 1.0, 2.0).if_equal(1.0, "first").if_equal(1.0, "second"); });
  EXPECT_NE(text.find("first"), std::string::npos);
  EXPECT_EQ(text.find("second"), std::string::npos);
}

TEST(Expect, NanEqualsNothing) {
  EXPECT_NE(reported([] { expect("x", kNan, 1.0); }), "");
  EXPECT_NE(reported([] { expect("x", 1.0, kNan); }), "");
  EXPECT_NE(reported([] { expect("x", kNan, kNan); }), "");
  EXPECT_NE(reported([] { expect("x", kNan, kNan, kInfinity); }), "");
  EXPECT_NE(reported([] { expect("x", kInfinity, 1.0, 0.5); }), "");
  EXPECT_NE(reported([] { expect("x", kInfinity, -kInfinity); }), "");
  const std::string text = reported([] { expect("x", kNan, 1.0).if_equal(kNan, "never said"); });
  EXPECT_EQ(text.find("Likely cause"), std::string::npos);
}

TEST(ExpectAll, PointsAtTheFirstDifference) {
  const std::string text = reported([] {
    expect_all("y", std::vector{1.0, 2.0, 5.0, 6.0}, std::vector{1.0, 2.0, 3.0, 4.0});
  });
  EXPECT_NE(text.find("expected: [1, 2, 3, 4] (4 values)"), std::string::npos) << text;
  EXPECT_NE(text.find("actual:   [1, 2, 5, 6] (4 values)"), std::string::npos) << text;
  EXPECT_NE(text.find("first difference at index 2: expected 3, actual 5"), std::string::npos)
      << text;
}

TEST(ExpectAll, ADifferenceInLengthFails) {
  EXPECT_NE(reported([] { expect_all("y", std::vector{1.0}, std::vector{1.0, 2.0}); }), "");
  EXPECT_NE(reported([] { expect_all("y", std::vector<double>{}, std::vector{1.0}); }), "");
}

TEST(ExpectAll, NamesTheCauseOfKnownWrongValues) {
  const std::string text = reported([] {
    expect_all("y", std::vector{2.0, 1.0}, std::vector{1.0, 2.0})
        .if_equal(std::vector{2.0, 1.0}, "the order is reversed");
  });
  EXPECT_NE(text.find("Likely cause: the order is reversed"), std::string::npos);
}

}  // namespace
}  // namespace gradus::testing
