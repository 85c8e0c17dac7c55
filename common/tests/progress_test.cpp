#include <gmock/gmock.h>
#include <gradus/common/progress.h>
#include <gtest/gtest.h>

#include <cmath>
#include <sstream>
#include <string>
#include <vector>

namespace gradus {
namespace {

using ::testing::ContainsRegex;
using ::testing::MatchesRegex;

std::vector<std::string> lines(const std::string& text) {
  std::vector<std::string> all;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) all.push_back(line);
  return all;
}

TEST(FormatDuration, IsForPeople) {
  EXPECT_EQ(format_duration(0), "0.0 s");
  EXPECT_EQ(format_duration(9.94), "9.9 s");
  EXPECT_EQ(format_duration(9.96), "10 s");
  EXPECT_EQ(format_duration(59.4), "59 s");
  EXPECT_EQ(format_duration(59.6), "1 min 00 s");
  EXPECT_EQ(format_duration(200), "3 min 20 s");
  EXPECT_EQ(format_duration(3599.6), "1 h 00 min");
  EXPECT_EQ(format_duration(7500), "2 h 05 min");
  EXPECT_EQ(format_duration(INFINITY), "? s");
  EXPECT_EQ(format_duration(NAN), "? s");
}

TEST(Progress, AwayFromATerminalWritesALineATenth) {
  std::ostringstream out;
  Progress progress("epoch 1", 1000, out);
  for (int done = 1; done <= 1000; ++done) progress.update(done, "loss 0.5");
  progress.finish("accuracy 0.9");
  const auto all = lines(out.str());
  ASSERT_EQ(all.size(), 10u) << out.str();
  for (int tenth = 1; tenth <= 9; ++tenth) {
    const std::string& line = all[tenth - 1];
    EXPECT_TRUE(line.starts_with("epoch 1  " + std::to_string(10 * tenth) + " %  " +
                                 std::to_string(100 * tenth) + "/1000  "))
        << line;
    EXPECT_THAT(line, ContainsRegex("[0-9]/s  [0-9].* left  loss 0.5$"));
  }
  EXPECT_THAT(all[9], MatchesRegex("epoch 1 100 %  1000/1000  [^ ]+/s  0.[0-9] s  accuracy 0.9"));
  EXPECT_EQ(out.str().find('\r'), std::string::npos);
  EXPECT_EQ(out.str().find('\x1b'), std::string::npos);
}

TEST(Progress, FewStepsGiveFewLines) {
  std::ostringstream out;
  Progress progress("x", 3, out);
  for (int done = 0; done <= 3; ++done) progress.update(done);
  EXPECT_EQ(lines(out.str()).size(), 2u) << "a third and two thirds; the end is finish's";
  progress.finish();
  progress.finish();
  EXPECT_EQ(lines(out.str()).size(), 3u);
}

TEST(Progress, AnUnknownTotalShowsTheCount) {
  std::ostringstream out;
  Progress progress("reading", 0, out);
  for (int done = 0; done < 5000; ++done) progress.update(done);
  EXPECT_EQ(out.str(), "");
  progress.finish();
  EXPECT_THAT(out.str(), MatchesRegex("reading  4999  [^ ]+/s  [^ ]+ s\n"));
}

TEST(Progress, MoreThanAllIsAll) {
  std::ostringstream out;
  Progress progress("x", 10, out);
  progress.update(20);
  progress.finish();
  EXPECT_TRUE(out.str().starts_with("x 100 %  10/10")) << out.str();
}

TEST(IsTerminal, AStringStreamIsNone) { EXPECT_FALSE(is_terminal(std::ostringstream())); }

}  // namespace
}  // namespace gradus
