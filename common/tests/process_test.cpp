#include <gradus/common/error.h>
#include <gradus/common/process.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>

namespace gradus {
namespace {

TEST(Process, TalksInLines) {
  Process cat({"cat"});
  EXPECT_TRUE(cat.write("one\n"));
  EXPECT_EQ(cat.read_line(), "one");
  EXPECT_TRUE(cat.write("two\nthree\nrest"));
  EXPECT_EQ(cat.read_line(), "two");
  EXPECT_EQ(cat.read_line(), "three");
  cat.close_input();
  EXPECT_EQ(cat.read_all(), "rest");
  EXPECT_EQ(cat.read_line(), std::nullopt);
  EXPECT_EQ(cat.wait(), 0);
}

TEST(Process, TellsHowItEnded) {
  EXPECT_EQ(Process({"sh", "-c", "exit 3"}).wait(), 3);
  EXPECT_EQ(Process({"sh", "-c", "kill -9 $$"}).wait(), 137);
}

TEST(Process, ArgumentsAreNotReadByAShell) {
  Process echo({"printf", "%s|", "$HOME", "a b", "'"});
  EXPECT_EQ(echo.read_all(), "$HOME|a b|'|");
}

TEST(Process, VariablesAreAddedAndReplaced) {
  Process shell({"sh", "-c", "echo $GRADUS_A $PATH"}, {{"GRADUS_A", "1"}, {"PATH", "/nowhere"}});
  EXPECT_EQ(shell.read_line(), "1 /nowhere");
}

TEST(Process, ErrorsCanBeMergedOrHidden) {
  Process merged({"sh", "-c", "echo oh >&2"}, {}, Process::Errors::kMerge);
  EXPECT_EQ(merged.read_all(), "oh\n");
  Process hidden({"sh", "-c", "echo oh >&2"}, {}, Process::Errors::kHide);
  EXPECT_EQ(hidden.read_all(), "");
}

TEST(Process, WritingToOneThatEndedIsNoSignal) {
  Process gone({"true"});
  gone.wait();
  EXPECT_FALSE(gone.write("hello\n"));
}

TEST(Process, AMissingProgramIsNamed) {
  try {
    Process missing({"gradus-no-such-program"});
    FAIL() << "no exception";
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "cannot start gradus-no-such-program: No such file or directory");
  }
}

TEST(Process, OneThatDoesNotEndByItselfIsEnded) {
  const auto start = std::chrono::steady_clock::now();
  { Process sleeper({"sleep", "600"}); }
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(60));
}

}  // namespace
}  // namespace gradus
