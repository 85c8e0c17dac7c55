// A digit pooled, and how far digits and their poolings change when they move by one pixel.
#include <gradus/cnn/pooling.h>
#include <gradus/layers/synthetic_digits.h>
#include <gradus/program/program.h>
#include <gradus/tensor_autograd/creation.h>
#include <gradus/tensor_autograd/index_ops.h>
#include <gradus/tensor_autograd/math.h>
#include <gradus/tensor_autograd/view_ops.h>

#include <cstdio>
#include <numeric>
#include <string>
#include <vector>

namespace {

using namespace gradus;

// The rows of an image [rows, columns], as characters.
std::vector<std::string> drawn(const Tensor& image) {
  std::vector<std::string> lines;
  for (Index row = 0; row < image.size(0); ++row) {
    std::string line;
    for (const double pixel : select(image, 0, row).to_vector())
      line += "..:-=+*#@"[static_cast<int>(8 * pixel)];
    lines.push_back(line);
  }
  return lines;
}

// The sum of all differences, in percent of the sum of all pixels.
double change(const Tensor& images, const Tensor& shifted) {
  return 100 * sum(abs(images - shifted)).item() / sum(images + shifted).item();
}

}  // namespace

int main(int argc, char** argv) {
  return run_program(
      argc, argv, "Shows a digit pooled, and how far digits change when they move by one pixel.",
      [](CommandLine& command_line) {
        std::int64_t digit = 1, count = 200;
        command_line.option("--digit", digit, "the number of the first digit, which is shown");
        command_line.option("--count", count, "how many digits to move");
        command_line.parse();

        const data::ImageDataset digits = data::synthetic_digits(count, 1, digit).with({0, 1});
        std::vector<Index> all(static_cast<std::size_t>(count));
        std::iota(all.begin(), all.end(), 0);
        const Tensor images = digits.batch(all).inputs;
        const Tensor shifted = cat({zeros({count, 1, 28, 1}), slice(images, 3, 0, 27)}, 3);

        const Tensor one = select(images, 0, 0);
        const auto largest = drawn(select(nn::max_pool2d(one), 0, 0)),
                   means = drawn(select(nn::avg_pool2d(one), 0, 0));
        std::printf("largest of 2 x 2     means of 2 x 2\n");
        for (std::size_t row = 0; row < means.size(); ++row)
          std::printf("%s       %s\n", largest[row].c_str(), means[row].c_str());
        std::printf("\nmoved by one pixel, they change by %.0f %%\n", change(images, shifted));
        for (const Index size : {2, 4, 7}) {
          const nn::Pool2dOptions window{.kernel = {size, size}};
          const auto n = static_cast<long long>(size);
          std::printf(
              "the largest of %lld x %lld by %2.0f %%, the means of %lld x %lld by %2.0f %%\n", n,
              n, change(nn::max_pool2d(images, window), nn::max_pool2d(shifted, window)), n, n,
              change(nn::avg_pool2d(images, window), nn::avg_pool2d(shifted, window)));
        }
      });
}
