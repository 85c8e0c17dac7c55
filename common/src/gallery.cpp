#include <gradus/common/error.h>
#include <gradus/common/plot.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <sstream>

#include "gnuplot.h"

namespace gradus {
namespace {

constexpr int kCell = 84;   // the least number of screen pixels a picture is wide
constexpr int kGap = 10;    // between pictures
constexpr int kLabel = 20;  // height of a label's line
constexpr int kLetter = 7;  // about as wide as a label's letter
constexpr int kTitle = 40;

}  // namespace

Gallery::Gallery(std::string title, int columns)
    : title_(std::move(title)), columns_(std::max(columns, 1)) {}

Gallery& Gallery::add(Picture picture) {
  const bool sane =
      picture.height > 0 && picture.width > 0 && (picture.channels == 1 || picture.channels == 3);
  if (!sane || picture.pixels.size() !=
                   std::size_t(picture.height) * std::size_t(picture.width) * picture.channels)
    fail("Gallery: a picture of ", picture.height, " x ", picture.width, " with ", picture.channels,
         " channels cannot hold ", picture.pixels.size(), " numbers");
  pictures_.push_back(std::move(picture));
  return *this;
}

std::string Gallery::script(const std::filesystem::path& output) const {
  int height = 0, width = 0, label = 0;
  for (const Picture& picture : pictures_) {
    height = std::max(height, picture.height);
    width = std::max(width, picture.width);
    if (!picture.label.empty()) label = kLabel;
  }
  // Whole screen pixels to a picture's pixel, so that the viewer does not blur them.
  const int zoom = (kCell + width - 1) / width;
  const int columns = std::min<int>(columns_, static_cast<int>(pictures_.size()));
  const int rows = (static_cast<int>(pictures_.size()) + columns - 1) / columns;
  // Wide enough that the labels of neighbours do not run into one another.
  int cell = zoom * width;
  for (std::size_t i = 1; i < pictures_.size(); ++i) {
    const std::string &left = pictures_[i - 1].label, &right = pictures_[i].label;
    if (static_cast<int>(i) % columns != 0 && !left.empty() && !right.empty())
      cell = std::max(cell, kLetter * static_cast<int>(left.size() + right.size()) / 2 - kGap);
  }
  const int cell_width = cell + kGap, cell_height = zoom * height + label + kGap;
  const int title = title_.empty() ? 0 : kTitle;
  const int all_width = columns * cell_width + kGap, all_height = rows * cell_height + kGap;

  std::vector<std::array<int, 3>> canvas(std::size_t(all_width) * all_height, {255, 255, 255});
  std::ostringstream out;
  out << gnuplot_header(all_width, all_height + title, output)
      << "unset border\nunset tics\nunset key\nset lmargin 0\nset rmargin 0\nset bmargin 0\n"
      << "set tmargin at screen " << gnuplot_number(double(all_height) / (all_height + title))
      << "\nset xrange [0:" << all_width << "]\nset yrange [" << all_height << ":0]\n";
  if (title)
    out << "set label " << gnuplot_quote(title_) << " at screen 0.5, screen "
        << gnuplot_number(1 - 0.5 * title / (all_height + title))
        << " center front font ',16' textcolor '#222222'\n";
  for (std::size_t i = 0; i < pictures_.size(); ++i) {
    const Picture& picture = pictures_[i];
    const int column = static_cast<int>(i) % columns, row = static_cast<int>(i) / columns;
    const int left = kGap + column * cell_width + (cell - zoom * picture.width) / 2;
    const int top = kGap + row * cell_height + zoom * (height - picture.height);
    for (int y = 0; y < zoom * picture.height; ++y) {
      for (int x = 0; x < zoom * picture.width; ++x) {
        const double* pixel =
            &picture
                 .pixels[((y / zoom) * std::size_t(picture.width) + x / zoom) * picture.channels];
        auto& color = canvas[std::size_t(top + y) * all_width + left + x];
        for (int c = 0; c < 3; ++c) {
          const double value = pixel[picture.channels == 3 ? c : 0];
          color[c] = value > 0 ? static_cast<int>(std::lround(255 * std::min(value, 1.0))) : 0;
        }
      }
    }
    if (!picture.label.empty())
      out << "set label " << gnuplot_quote(picture.label) << " at "
          << kGap + column * cell_width + cell / 2 << ", "
          << kGap + row * cell_height + zoom * height + label / 2
          << " center front textcolor '#222222'\n";
  }
  out << "$canvas << END\n";
  for (int y = 0; y < all_height; ++y)
    for (int x = 0; x < all_width; ++x) {
      const auto& color = canvas[std::size_t(y) * all_width + x];
      out << x + 0.5 << ' ' << y + 0.5 << ' ' << color[0] << ' ' << color[1] << ' ' << color[2]
          << '\n';
    }
  out << "END\nplot $canvas using 1:2:3:4:5 with rgbimage\nunset output\n";
  return out.str();
}

void Gallery::save(const std::filesystem::path& path) const {
  if (pictures_.empty()) fail("cannot draw ", path.string(), ": there is no picture");
  gnuplot_save(path, [&](const std::filesystem::path& output) { return script(output); });
}

}  // namespace gradus
