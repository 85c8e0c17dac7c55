#include <gradus/common/text.h>
#include <gtest/gtest.h>

using gradus::printable;

TEST(Text, OneLineOfWhatAFileSays) {
  EXPECT_EQ(printable("fc1.weight"), "fc1.weight");
  EXPECT_EQ(printable(""), "");
  EXPECT_EQ(printable("a\nb\x1b[31m\x7f"), "a?b?[31m?");
  EXPECT_EQ(printable(std::string_view("a\0b", 3)), "a?b");
  EXPECT_EQ(printable("\xc3\xbc"), "\xc3\xbc") << "UTF-8 stays";
  EXPECT_EQ(printable("12345", 5), "12345");
  EXPECT_EQ(printable("123456", 5), "12345...");
}
