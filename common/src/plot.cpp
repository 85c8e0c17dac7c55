#include <gradus/common/error.h>
#include <gradus/common/plot.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <sstream>

#include "gnuplot.h"

namespace gradus {
namespace {

// Okabe and Ito's colours, without the yellow that is too light for a line on white.
constexpr std::array kColors = {"#0072b2", "#d55e00", "#009e73", "#cc79a7",
                                "#e69f00", "#56b4e9", "#000000"};
constexpr std::array kShapes = {7, 5, 9, 13, 11};  // gnuplot's filled shapes

void write_points(std::ostream& out, const std::vector<double>& xs, const std::vector<double>& ys) {
  for (std::size_t i = 0; i < xs.size(); ++i)
    out << gnuplot_number(xs[i]) << ' ' << gnuplot_number(ys[i]) << '\n';
}

}  // namespace

Plot::Plot(std::string title) : title_(std::move(title)) {}

Plot& Plot::x_label(std::string text) { return x_label_ = std::move(text), *this; }
Plot& Plot::y_label(std::string text) { return y_label_ = std::move(text), *this; }
Plot& Plot::log_x() { return log_x_ = true, *this; }
Plot& Plot::log_y() { return log_y_ = true, *this; }
Plot& Plot::x_range(double low, double high) { return x_range_ = {low, high, true}, *this; }
Plot& Plot::y_range(double low, double high) { return y_range_ = {low, high, true}, *this; }
Plot& Plot::color_range(double low, double high) { return color_range_ = {low, high, true}, *this; }
Plot& Plot::equal_axes() { return equal_axes_ = true, *this; }
Plot& Plot::white_to_orange() { return white_to_orange_ = true, *this; }
Plot& Plot::x_ticks(std::vector<std::string> names) { return x_ticks_ = std::move(names), *this; }
Plot& Plot::y_ticks(std::vector<std::string> names) { return y_ticks_ = std::move(names), *this; }
Plot& Plot::size(int width, int height) { return width_ = width, height_ = height, *this; }
Plot& Plot::contour(double level) { return contours_.push_back(level), *this; }

Plot& Plot::text(double x, double y, std::string text) {
  texts_.push_back({x, y, std::move(text)});
  return *this;
}

Plot& Plot::add(Kind kind, std::string label, std::vector<double> xs, std::vector<double> ys) {
  if (xs.size() != ys.size())
    fail("Plot: '", label, "' has ", xs.size(), " x values and ", ys.size(), " y values");
  series_.push_back({kind, std::move(label), std::move(xs), std::move(ys)});
  return *this;
}

Plot& Plot::set_field(std::vector<double> numbers, int rows, int columns, Extent extent) {
  if (rows < 2 || columns < 2 ||
      numbers.size() != static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns))
    fail("Plot: a heat map of ", rows, " x ", columns, " cannot hold ", numbers.size(), " numbers");
  field_ = std::move(numbers);
  rows_ = rows;
  columns_ = columns;
  extent_ = extent;
  return *this;
}

std::string Plot::script(const std::filesystem::path& output) const {
  std::ostringstream out;
  out << gnuplot_header(width_, height_, output);
  const auto text = [&](const char* what, const std::string& value) {
    if (!value.empty())
      out << "set " << what << ' ' << gnuplot_quote(value) << " textcolor '#222222'\n";
  };
  text("title", title_);
  text("xlabel", x_label_);
  text("ylabel", y_label_);
  const auto range = [&](const char* axis, const Range& wish) {
    if (wish.given)
      out << "set " << axis << "range [" << gnuplot_number(wish.low) << ':'
          << gnuplot_number(wish.high) << "]\n";
  };
  range("x", x_range_);
  range("y", y_range_);
  range("cb", color_range_);
  out << "set border 3\nset tics nomirror textcolor '#222222'\nset format '%g'\n"
      << "set key below textcolor '#222222'\n";
  if (log_x_) out << "set logscale x\n";
  if (log_y_) out << "set logscale y\n";
  if (equal_axes_) out << "set size ratio -1\n";
  const auto ticks = [&](const char* axis, const std::vector<std::string>& names) {
    if (names.empty()) return;
    out << "set " << axis << "tics scale 0 (";
    for (std::size_t i = 0; i < names.size(); ++i)
      out << (i ? ", " : "") << gnuplot_quote(names[i]) << ' ' << i;
    out << ")\n";
  };
  ticks("x", x_ticks_);
  ticks("y", y_ticks_);
  for (const Text& label : texts_)
    out << "set label " << gnuplot_quote(label.text) << " at " << gnuplot_number(label.x) << ", "
        << gnuplot_number(label.y) << " center front textcolor '#222222'\n";

  std::vector<std::string> layers;
  if (!field_.empty()) {
    out << "$field << END\n";
    for (int row = 0; row < rows_; ++row) {
      for (int column = 0; column < columns_; ++column) {
        const double x = extent_.x_low + (extent_.x_high - extent_.x_low) * column / (columns_ - 1);
        const double y = extent_.y_low + (extent_.y_high - extent_.y_low) * row / (rows_ - 1);
        out << gnuplot_number(x) << ' ' << gnuplot_number(y) << ' '
            << gnuplot_number(field_[row * columns_ + column]) << '\n';
      }
      out << '\n';
    }
    out << "END\nset autoscale fix\n";
    if (white_to_orange_)
      out << "unset colorbox\nset palette defined (0 '#ffffff', 1 '#e0843c')\n";
    else
      out << "set palette defined (0 '#3f8fc4', 0.5 '#f7f7f7', 1 '#e0843c')\n";
    // As rectangles where there are few: viewers blur an image of 10 x 10 pixels.
    layers.push_back(std::string("$field using 1:2:3 with image ") +
                     (white_to_orange_ ? "pixels " : "") + "notitle");
    const auto [least, most] = std::minmax_element(field_.begin(), field_.end());
    for (std::size_t i = 0; i < contours_.size(); ++i) {
      if (!(*least < contours_[i] && contours_[i] < *most)) continue;
      const std::string name = "$contour" + std::to_string(i);
      out << "set contour base\nunset surface\nset cntrparam levels discrete "
          << gnuplot_number(contours_[i]) << "\nset table " << name
          << "\nsplot $field using 1:2:3 with lines\nunset table\nunset contour\nset surface\n";
      layers.push_back(name + " using 1:2 with lines linewidth 2 linecolor '#222222' notitle");
    }
  } else {
    out << "set grid linetype 1 linewidth 0.5 linecolor '#dddddd'\n";
  }

  for (std::size_t i = 0; i < series_.size(); ++i) {
    const Series& series = series_[i];
    const std::string name = "$series" + std::to_string(i);
    out << name << " << END\n";
    write_points(out, series.xs, series.ys);
    out << "END\n";
    std::ostringstream layer;
    layer << name << " using 1:2 ";
    if (series.kind == kLine && series.xs.size() == 1) {
      layer << "with points pointtype 7";  // a line through a single point cannot be seen
    } else if (series.kind == kLine) {
      layer << "with lines linewidth 2";
    } else {
      // A rim of white sets a dot off from the heat map.
      if (!field_.empty())
        layers.push_back(name + " using 1:2 with points pointtype " +
                         std::to_string(kShapes[i % kShapes.size()]) +
                         " pointsize 0.75 linecolor '#ffffff' notitle");
      layer << "with points pointsize 0.55 pointtype " << kShapes[i % kShapes.size()];
    }
    layer << " linecolor '" << kColors[i % kColors.size()] << "' ";
    if (series.label.empty())
      layer << "notitle";
    else
      layer << "title " << gnuplot_quote(series.label);
    layers.push_back(layer.str());
  }
  for (std::size_t i = 0; i < layers.size(); ++i) out << (i ? ", \\\n     " : "plot ") << layers[i];
  out << "\nunset output\n";
  return out.str();
}

void Plot::save(const std::filesystem::path& path) const {
  if (series_.empty() && field_.empty()) fail("cannot draw ", path.string(), ": the plot is empty");
  gnuplot_save(path, [&](const std::filesystem::path& output) { return script(output); });
}

}  // namespace gradus
