// Convolutions of the sizes that ResNet-20 has, beside PyTorch's, and this chapter's ways of doing
// one beside each other.
#include <gradus/bench/bench.h>
#include <gradus/cnn/conv2d.h>
#include <gradus/common/random.h>
#include <gradus/layers/random_fill.h>
#include <gradus/tensor_autograd/autograd.h>
#include <gradus/tensor_autograd/creation.h>
#include <gradus/tensor_autograd/view_ops.h>

#include <string>

namespace {

using gradus::Index;
using gradus::Tensor;
namespace nn = gradus::nn;

struct Size {
  Index batch, channels, filters, size;
  double products() const {
    return 2.0 * static_cast<double>(batch * channels * filters * 9 * size * size);
  }
};

Tensor normal(const gradus::Shape& shape, const std::string& name) {
  const Tensor result = gradus::empty(shape);
  nn::fill_normal(result, 0, 1, gradus::RandomStream(1, name));
  return result;
}

// A convolution of 3 x 3 that keeps the size, on images whose channels are the last axis in memory.
struct Convolution {
  Tensor images, weight, upstream;
  explicit Convolution(const Size& s)
      : images(permute(normal({s.batch, s.size, s.size, s.channels}, "images"), {0, 3, 1, 2})),
        weight(normal({s.filters, s.channels, 3, 3}, "weight")),
        upstream(permute(normal({s.batch, s.size, s.size, s.filters}, "upstream"), {0, 3, 1, 2})) {
    images.requires_grad(true);
    weight.requires_grad(true);
  }
  Tensor forward() const { return nn::conv2d(images, weight, {}, {.padding = {1, 1}}); }
  void both() const { gradus::grad(forward(), {images, weight}, upstream); }
};

std::string title(const Size& s) {
  return "conv 3x3 " + std::to_string(s.channels) + "->" + std::to_string(s.filters) + " " +
         std::to_string(s.size) + "x" + std::to_string(s.size) + " b" + std::to_string(s.batch);
}

}  // namespace

int main(int argc, char** argv) {
  return gradus::run_bench(argc, argv, "04_cnn", [](gradus::Bench& bench) {
    gradus::PythonPeer torch("convolution_peer.py");
    const auto forward = [&](const Size& size) {
      const std::string name = title(size) + ", forward";
      if (!bench.wants(name)) return;
      const Convolution c(size);
      const gradus::NoGrad off;
      bench.compare(
          {.name = name, .unit = "GFLOP/s", .target = 1, .work = size.products()},
          [&] { c.forward(); }, torch.measure(name));
    };
    const auto both = [&](const Size& size) {
      const std::string name = title(size) + ", forward and backward";
      if (!bench.wants(name)) return;
      const Convolution c(size);
      bench.compare(
          {.name = name, .unit = "GFLOP/s", .target = 1, .work = 3 * size.products()},
          [&] { c.both(); }, torch.measure(name));
    };
    const Size sizes[] = {{64, 16, 16, 32}, {64, 32, 32, 16}, {64, 64, 64, 8}};
    for (const Size& size : sizes) {
      forward(size);
      both(size);
    }
    forward({128, 64, 128, 32});

    const auto ladder = [&](const char* variant, const char* before, const Size& size) {
      const std::string name = title(size) + ", forward: " + variant + " / " + before;
      if (!bench.wants(name)) return;
      const Convolution c(size);
      const gradus::NoGrad off;
      const auto by = [&](const char* which) {
        return [&c, which] {
          const gradus::UseVariant use(gradus::ops::conv2d, which);
          c.forward();
        };
      };
      bench.compare({.name = name, .peer_name = before}, by(variant), by(before));
    };
    ladder("im2col", "naive", sizes[0]);
    ladder("strided", "im2col", sizes[0]);
    ladder("fast", "strided", sizes[0]);
    ladder("winograd", "fast", sizes[0]);
    ladder("winograd", "fast", sizes[2]);
  });
}
