// Convolutions of the sizes that ResNet-20 has, on the GPU, beside PyTorch's (cuDNN).
#include <gradus/cnn/conv2d.h>
#include <gradus/common/random.h>
#include <gradus/gpu/register_kernels.h>
#include <gradus/tensor_autograd/autograd.h>
#include <gradus/tensor_autograd/creation.h>
#include <gradus/tensor_autograd/math.h>

#include "on_gpu.h"

namespace {

using gradus::Index;
using gradus::Tensor;

struct Size {
  Index batch, channels, filters, size;
  double products() const {
    return 2.0 * static_cast<double>(batch * channels * filters * 9 * size * size);
  }
  std::string title() const {
    return "conv 3x3 " + std::to_string(channels) + "->" + std::to_string(filters) + " " +
           std::to_string(size) + "x" + std::to_string(size) + " b" + std::to_string(batch);
  }
};

Tensor normal(const gradus::Shape& shape, const char* name) {
  return to(gradus::randn(shape, gradus::RandomStream(1, name)), gradus::gpu);
}

// A convolution of 3 x 3 that keeps the size.
struct Convolution {
  Tensor images, weight, upstream;
  explicit Convolution(const Size& s)
      : images(normal({s.batch, s.channels, s.size, s.size}, "images")),
        weight(normal({s.filters, s.channels, 3, 3}, "weight")),
        upstream(normal({s.batch, s.filters, s.size, s.size}, "upstream")) {
    images.requires_grad(true);
    weight.requires_grad(true);
  }
  Tensor forward() const { return gradus::nn::conv2d(images, weight, {}, {.padding = {1, 1}}); }
  void both() const { gradus::grad(forward(), {images, weight}, upstream); }
};

}  // namespace

int main(int argc, char** argv) {
  return gradus::run_bench(argc, argv, "05_gpu", [](gradus::Bench& bench) {
    gradus::cuda::register_kernels();
    if (gradus::nothing_to_measure()) return;
    gradus::PythonPeer torch("convolution_gpu_peer.py");
    for (const Size& size :
         {Size{128, 16, 16, 32}, {128, 32, 32, 16}, {128, 64, 64, 8}, {128, 64, 128, 32}}) {
      const Convolution c(size);
      const std::string forward = size.title() + ", forward", both = forward + " and backward";
      if (bench.wants(forward)) {
        const gradus::NoGrad off;
        bench.compare({.name = forward, .unit = "GFLOP/s", .work = size.products()},
                      gradus::until_done([&] { c.forward(); }), torch.measure(forward));
      }
      if (bench.wants(both))
        bench.compare({.name = both, .unit = "GFLOP/s", .work = 3 * size.products()},
                      gradus::until_done([&] { c.both(); }), torch.measure(both));
    }
  });
}
