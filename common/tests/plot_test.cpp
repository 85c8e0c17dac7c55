#include <gmock/gmock.h>
#include <gradus/common/error.h>
#include <gradus/common/files.h>
#include <gradus/common/plot.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

namespace gradus {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::ThrowsMessage;

class Pictures : public ::testing::Test {
 protected:
  Pictures() {
    std::string name = (fs::temp_directory_path() / "gradus-pictures-XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
  }
  ~Pictures() override { fs::remove_all(folder_); }
  void needs_gnuplot() {
    if (std::system("gnuplot --version > /dev/null 2>&1") != 0)
      GTEST_SKIP() << "gnuplot is not installed";
  }
  fs::path folder_;
};

Plot every_kind() {
  std::vector<double> field;
  for (int row = 0; row < 20; ++row)
    for (int column = 0; column < 30; ++column)
      field.push_back(std::sin(row / 3.0) - column / 15.0);
  return std::move(Plot("It's a_title")
                       .x_label("x")
                       .y_label("y")
                       .heat_map(field, 20, 30, -1, 1, 0, 2)
                       .contour(0)
                       .contour(100)  // outside the field: no line, no error
                       .points("dots_1", std::vector{0.0, 0.5}, std::vector{1.0, 1.5})
                       .line("curve", std::vector<float>{-1, NAN, 1}, std::vector<float>{0, 1, 2}));
}

TEST_F(Pictures, APlotIsASvgWithItsWords) {
  needs_gnuplot();
  every_kind().save(folder_ / "new" / "plot.svg");
  const std::string svg = read_file(folder_ / "new" / "plot.svg");
  EXPECT_THAT(svg, AllOf(HasSubstr("<svg"), HasSubstr("</svg>"), HasSubstr("dots_1"),
                         HasSubstr("curve"), HasSubstr("a_title"), HasSubstr("image")));
}

TEST_F(Pictures, LinesLogarithmsAndRangesAreUnderstood) {
  needs_gnuplot();
  Plot("")
      .log_x()
      .log_y()
      .x_range(1, 100)
      .y_range(0.01, 10)
      .size(300, 200)
      .line("loss", std::vector<double>{3, 2, 0, -1, 0.5})
      .line("", std::vector<int>{1, 10}, std::vector<int>{1, 2})
      .save(folder_ / "plot.svg");
  EXPECT_THAT(read_file(folder_ / "plot.svg"), AllOf(HasSubstr("loss"), HasSubstr("300 200")));
}

TEST_F(Pictures, AFieldWithWordsInIt) {
  needs_gnuplot();
  Plot("")
      .heat_map(std::vector<int>{5, 1, 0, 4}, 2, 2, 0, 1, 0, 1)
      .white_to_orange()
      .x_ticks({"cats", "it's"})
      .y_ticks({"0", "1"})
      .y_range(1.5, -0.5)
      .text(0, 1, "five")
      .save(folder_ / "field.svg");
  EXPECT_THAT(read_file(folder_ / "field.svg"), AllOf(HasSubstr("cats"), HasSubstr("it's"),
                                                      HasSubstr("five"), Not(HasSubstr("<image"))))
      << "each number is a rectangle: viewers blur images of so few pixels";
}

TEST_F(Pictures, ASinglePointIsNoLine) {
  EXPECT_THAT(Plot("").line("loss", std::vector{1.0}).script("x.svg"),
              AllOf(HasSubstr("with points"), Not(HasSubstr("with lines"))));
  EXPECT_THAT(Plot("").line("loss", std::vector{1.0, 2.0}).script("x.svg"),
              HasSubstr("with lines"));
}

TEST_F(Pictures, LongLabelsOfNeighboursStandApart) {
  const auto width = [](const std::string& first, const std::string& second) {
    const Picture dot{{0.5}, 1, 1, 1, first}, other{{0.5}, 1, 1, 1, second};
    const std::string script = Gallery("", 2).add(dot).add(other).script("x.svg");
    const std::size_t at = script.find(" size ");
    return std::stoi(script.substr(at + 6));
  };
  const std::string word(30, 'm');
  EXPECT_EQ(width("1", "2"), width(word, "")) << "there is nothing to run into";
  EXPECT_GT(width(word, word), 2 * 30 * 7);
}

TEST_F(Pictures, WhatCannotBeDrawnIsAnErrorWithTheReason) {
  needs_gnuplot();
  EXPECT_THAT([&] { Plot("x").save(folder_ / "plot.svg"); },
              ThrowsMessage<Error>(HasSubstr("the plot is empty")));
  // Nothing to see in the whole data: gnuplot itself refuses.
  EXPECT_THAT(
      [&] {
        Plot("x").line("y", std::vector<double>{NAN, NAN}).save(folder_ / "plot.svg");
      },
      ThrowsMessage<Error>(AllOf(HasSubstr("plot.svg"), HasSubstr("gnuplot"))));
  EXPECT_TRUE(fs::is_empty(folder_)) << "no broken picture is left";
}

TEST_F(Pictures, AMissingGnuplotIsNamedWithTheWayOut) {
  const std::string path = std::getenv("PATH");
  ::setenv("PATH", "/nowhere", 1);
  EXPECT_THAT(
      [&] {
        Plot("x").line("y", std::vector<double>{1, 2}).save(folder_ / "plot.svg");
      },
      ThrowsMessage<Error>(AllOf(HasSubstr("plot.svg"), HasSubstr("apt install gnuplot"))));
  ::setenv("PATH", path.c_str(), 1);
}

TEST(Plot, RefusesDataThatDoesNotFit) {
  EXPECT_THAT(
      [] {
        Plot("").line("loss", std::vector{1.0}, std::vector{1.0, 2.0});
      },
      ThrowsMessage<Error>(HasSubstr("'loss' has 1 x values and 2 y values")));
  EXPECT_THROW(Plot("").heat_map(std::vector<double>(5), 2, 3, 0, 1, 0, 1), Error);
  EXPECT_THROW(Plot("").heat_map(std::vector<double>(3), 1, 3, 0, 1, 0, 1), Error);
}

TEST(Plot, TextCannotBecomeACommand) {
  const std::string script =
      Plot("a'\nsystem 'x'").line("b'", std::vector<double>{1}).script("out.svg");
  EXPECT_THAT(script, AllOf(HasSubstr("set title 'a'' system ''x'''"), HasSubstr("title 'b'''")));
}

TEST(Plot, AHeatMapIsDrawnBelowTheRest) {
  const std::string script = every_kind().script("out.svg");
  EXPECT_LT(script.find("with image"), script.find("with points"));
  EXPECT_THAT(script, AllOf(HasSubstr("$contour0"), Not(HasSubstr("$contour1"))));
}

TEST_F(Pictures, AGalleryIsOneImageWithLabels) {
  needs_gnuplot();
  Gallery gallery("Digits", 2);
  for (const char* label : {"four_4", "nine", ""})
    gallery.add({std::vector<double>(28 * 28, 0.5), 28, 28, 1, label});
  gallery.add({std::vector<double>(8 * 8 * 3, 2.0), 8, 8, 3, "colours"});
  gallery.save(folder_ / "digits.svg");
  EXPECT_THAT(read_file(folder_ / "digits.svg"), AllOf(HasSubstr("four_4"), HasSubstr("colours"),
                                                       HasSubstr("Digits"), HasSubstr("image")));
}

TEST(Gallery, PixelsAreMagnifiedAndClipped) {
  Gallery gallery("", 1);
  gallery.add({{0.0, 1.0, 2.0, NAN}, 2, 2, 1, ""});
  const std::string script = gallery.script("out.svg");
  // 2 pixels fill 84 screen pixels, from a margin of 10 on: 42 each.
  EXPECT_THAT(script,
              AllOf(HasSubstr("\n10.5 10.5 0 0 0\n"), HasSubstr("\n51.5 51.5 0 0 0\n"),
                    HasSubstr("\n52.5 10.5 255 255 255\n"), HasSubstr("\n10.5 52.5 255 255 255\n"),
                    HasSubstr("\n93.5 93.5 0 0 0\n")));
}

TEST(Gallery, RefusesPixelsThatDoNotFit) {
  EXPECT_THROW(Gallery("").add({std::vector<double>(5), 2, 3, 1, ""}), Error);
  EXPECT_THROW(Gallery("").add({std::vector<double>(12), 2, 3, 2, ""}), Error);
  EXPECT_THROW(Gallery("").save("x.svg"), Error);
}

}  // namespace
}  // namespace gradus
