#pragma once
#include <filesystem>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

namespace gradus {

/// A picture of curves, points and fields, drawn by the program gnuplot into an SVG file: white
/// ground, colours that colour-blind people can tell apart (Okabe and Ito 2008).
///
///     Plot("Two moons").x_label("epoch").y_label("loss").log_y().line("train", xs, ys)
///         .save("build/loss.svg");
class Plot {
 public:
  /// @param title written above the picture
  explicit Plot(std::string title = "");

  /// The axis is called `text`.
  Plot& x_label(std::string text);
  /// As x_label().
  Plot& y_label(std::string text);
  /// A logarithmic axis.
  Plot& log_x();
  /// As log_x().
  Plot& log_y();
  /// The axis goes from `low` to `high`, and not from the smallest to the largest number.
  Plot& x_range(double low, double high);
  /// As x_range().
  Plot& y_range(double low, double high);
  /// The words of `names` at 0, 1, 2, ... in place of numbers along the axis.
  Plot& x_ticks(std::vector<std::string> names);
  /// As x_ticks(); `names` from 0 on.
  Plot& y_ticks(std::vector<std::string> names);
  /// Writes `text` in the plane, its middle at (x, y).
  Plot& text(double x, double y, std::string text);
  /// One unit is equally long on both axes.
  Plot& equal_axes();
  /// `width` x `height` in pixels; 720 x 480 unless told.
  Plot& size(int width, int height);

  /// A curve through (xs[i], ys[i]). NaN makes a gap. An empty label keeps it out of the key.
  /// @throws Error if the lengths differ
  template <class Xs, class Ys>
  Plot& line(std::string label, const Xs& xs, const Ys& ys) {
    return add(kLine, std::move(label), values(xs), values(ys));
  }

  /// A curve through (1, ys[0]), (2, ys[1]), ...
  template <class Ys>
  Plot& line(std::string label, const Ys& ys) {
    std::vector<double> xs(std::size(ys));
    for (std::size_t i = 0; i < xs.size(); ++i) xs[i] = static_cast<double>(i + 1);
    return add(kLine, std::move(label), std::move(xs), values(ys));
  }

  /// Dots at (xs[i], ys[i]), called `label` in the key; each set gets a colour and a shape of its
  /// own.
  /// @throws Error if the lengths differ
  template <class Xs, class Ys>
  Plot& points(std::string label, const Xs& xs, const Ys& ys) {
    return add(kPoints, std::move(label), values(xs), values(ys));
  }

  /// A field of rows x columns numbers, lowest row first, as colours: blue for small, white in the
  /// middle, orange for large. Its corners' centres lie at (x_low, y_low) and (x_high, y_high).
  /// @throws Error if there are not rows * columns numbers, or fewer than 2 rows or columns
  template <class Numbers>
  Plot& heat_map(const Numbers& numbers, int rows, int columns, double x_low, double x_high,
                 double y_low, double y_high) {
    return set_field(values(numbers), rows, columns, {x_low, x_high, y_low, y_high});
  }
  /// The numbers at the two ends, `low` and `high`, of the heat map's colours; the field's own
  /// extremes unless told.
  Plot& color_range(double low, double high);
  /// The heat map goes from white for its smallest number to orange for its largest, without a key:
  /// for fields whose numbers are written in them.
  Plot& white_to_orange();
  /// A line where the heat map's field has the value `level`: a decision boundary.
  Plot& contour(double level);

  /// What gnuplot is told; for tests and for readers who wish to change it.
  /// @param output the file that gnuplot writes
  std::string script(const std::filesystem::path& output) const;

  /// Draws the picture.
  /// @throws Error if gnuplot is missing or fails, or the file cannot be written
  void save(const std::filesystem::path& path) const;

 private:
  enum Kind { kLine, kPoints };
  struct Series {
    Kind kind;
    std::string label;
    std::vector<double> xs, ys;
  };
  struct Range {
    double low = 0, high = 0;
    bool given = false;
  };
  struct Extent {
    double x_low, x_high, y_low, y_high;
  };

  template <class Numbers>
  static std::vector<double> values(const Numbers& numbers) {
    return std::vector<double>(std::begin(numbers), std::end(numbers));
  }
  Plot& add(Kind kind, std::string label, std::vector<double> xs, std::vector<double> ys);
  Plot& set_field(std::vector<double> numbers, int rows, int columns, Extent extent);

  std::string title_, x_label_, y_label_;
  bool log_x_ = false, log_y_ = false, equal_axes_ = false;
  Range x_range_, y_range_, color_range_;
  int width_ = 720, height_ = 480;
  std::vector<Series> series_;
  std::vector<double> field_, contours_;
  int rows_ = 0, columns_ = 0;
  Extent extent_{};
  bool white_to_orange_ = false;
  std::vector<std::string> x_ticks_, y_ticks_;
  struct Text {
    double x, y;
    std::string text;
  };
  std::vector<Text> texts_;
};

/// A small image for a Gallery.
struct Picture {
  /// Row by row from the top, each pixel one number (grey) or three (red, green, blue), from 0
  /// (black) to 1 (white); what lies outside is clipped.
  std::vector<double> pixels;
  int height = 0, width = 0, channels = 1;  ///< in pixels, and numbers a pixel
  /// Written below it.
  std::string label;
};

/// Pictures in rows: digits with their labels, the filters of a layer.
class Gallery {
 public:
  /// @param title written above
  /// @param columns pictures a row
  explicit Gallery(std::string title, int columns = 8);

  /// @throws Error if the number of pixels is not height * width * channels
  Gallery& add(Picture picture);

  /// What gnuplot is told.
  /// @param output the file that gnuplot writes
  std::string script(const std::filesystem::path& output) const;

  /// Draws the pictures, all in cells of one size.
  /// @throws Error if there is none, gnuplot is missing or fails, or the file cannot be written
  void save(const std::filesystem::path& path) const;

 private:
  std::string title_;
  int columns_;
  std::vector<Picture> pictures_;
};

}  // namespace gradus
