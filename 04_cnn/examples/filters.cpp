// What filters of 3 x 3 weights make of a picture of a digit:
//   filters --out build/filters.svg
#include <gradus/cnn/conv2d.h>
#include <gradus/common/plot.h>
#include <gradus/layers/synthetic_digits.h>
#include <gradus/program/program.h>
#include <gradus/tensor_autograd/creation.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

namespace {

using namespace gradus;

struct Filter {
  std::string name;
  std::vector<double> weights;
};

const std::vector<Filter> kFilters = {
    {"picture", {0, 0, 0, 0, 1, 0, 0, 0, 0}},
    {"mean", {1. / 9, 1. / 9, 1. / 9, 1. / 9, 1. / 9, 1. / 9, 1. / 9, 1. / 9, 1. / 9}},
    {"left edge", {-1, 0, 1, -2, 0, 2, -1, 0, 1}},
    {"upper edge", {-1, -2, -1, 0, 0, 0, 1, 2, 1}},
    {"outline", {-1, -1, -1, -1, 8, -1, -1, -1, -1}},
    {"sharper", {0, -1, 0, -1, 5, -1, 0, -1, 0}},
};

// 0 becomes grey, the largest size black or white.
Picture picture_of(const Tensor& map, const std::string& label) {
  Picture result;
  result.height = static_cast<int>(map.size(2));
  result.width = static_cast<int>(map.size(3));
  result.label = label;
  double largest = 0;
  for (double value : map.to_vector()) largest = std::max(largest, std::abs(value));
  for (double value : map.to_vector()) result.pixels.push_back(0.5 + 0.5 * value / largest);
  return result;
}

}  // namespace

int main(int argc, char** argv) {
  return run_program(
      argc, argv, "Draws what small filters make of digits.", [](CommandLine& command_line) {
        std::string out;
        Index digits = 3;
        command_line.option("--out", out, "an SVG file for the pictures");
        command_line.option("--digits", digits, "how many digits there are");
        command_line.parse();

        const data::ImageDataset images = data::synthetic_digits(digits, 4);
        Gallery gallery("Six filters of 3 x 3 weights", static_cast<int>(kFilters.size()));
        for (Index i = 0; i < digits; ++i) {
          std::vector<double> pixels;
          for (const std::uint8_t pixel : images.pixels(i)) pixels.push_back(pixel / 255.0);
          const Tensor image = Tensor::of(pixels, {1, 1, images.height(), images.width()}, float32);
          for (const Filter& filter : kFilters) {
            const Tensor weight = Tensor::of(filter.weights, {1, 1, 3, 3}, float32);
            const Tensor map = nn::conv2d(image, weight, {}, {.same = true});
            gallery.add(picture_of(map, i == 0 ? filter.name : ""));
          }
        }
        if (!out.empty()) gallery.save(out);
        std::printf("%d digits, %d filters\n", static_cast<int>(digits),
                    static_cast<int>(kFilters.size()));
      });
}
