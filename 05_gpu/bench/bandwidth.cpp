// Kernels that are at the memory's mercy, each beside a plain copy that moves as many bytes.
#include <gradus/common/random.h>
#include <gradus/gpu/register_kernels.h>
#include <gradus/layers/softmax.h>
#include <gradus/tensor_autograd/autograd.h>
#include <gradus/tensor_autograd/creation.h>
#include <gradus/tensor_autograd/math.h>
#include <gradus/tensor_autograd/statistics.h>
#include <gradus/tensor_autograd/view_ops.h>

#include "on_gpu.h"

namespace {

using gradus::Index;
using gradus::Tensor;

// Copies inside of the GPU's memory; of `bytes` half are read and half are written.
struct Copy {
  Tensor from, to;
  explicit Copy(double bytes) : from(made(bytes)), to(made(bytes)) {}
  static Tensor made(double bytes) {
    const auto count = static_cast<Index>(bytes / 2 / sizeof(float));
    return gradus::to(gradus::zeros({count}), gradus::gpu);
  }
  gradus::Measure measure() const {
    return gradus::between_events(
        [this] {
          const std::size_t bytes = static_cast<std::size_t>(from.numel()) * sizeof(float);
          cudaMemcpyAsync(to.array().storage->data(), from.array().storage->data(), bytes,
                          cudaMemcpyDeviceToDevice, gradus::cuda::current_stream());
        },
        "a copy");
  }
};

}  // namespace

int main(int argc, char** argv) {
  return gradus::run_bench(argc, argv, "05_gpu", [](gradus::Bench& bench) {
    gradus::cuda::register_kernels();
    if (gradus::nothing_to_measure()) return;
    const gradus::NoGrad off;
    constexpr Index kRows = 16384, kColumns = 4096;
    constexpr double kMatrix = double{kRows} * kColumns * sizeof(float);
    const Tensor a =
        to(gradus::randn({kRows, kColumns}, gradus::RandomStream(1, "a")), gradus::gpu);
    const Tensor b =
        to(gradus::randn({kRows, kColumns}, gradus::RandomStream(1, "b")), gradus::gpu);
    const Tensor row = to(gradus::randn({kColumns}, gradus::RandomStream(1, "row")), gradus::gpu);

    // `matrices`: how many of them have to be read or written.
    const auto against = [&](const std::string& what, double matrices,
                             std::function<Tensor()> work) {
      const std::string name =
          what + " of " + std::to_string(kRows) + " x " + std::to_string(kColumns);
      if (!bench.wants(name)) return;
      const Copy copy(matrices * kMatrix);
      bench.compare({.name = name,
                     .unit = "GB/s",
                     .target = 1 / 0.85,
                     .peer_name = "a copy",
                     .work = matrices * kMatrix},
                    gradus::between_events([work] { work(); }, what), copy.measure());
    };
    against("a + b", 3, [&] { return a + b; });
    against("a + row", 2, [&] { return a + row; });
    against("relu", 2, [&] { return relu(a); });
    against("exp", 2, [&] { return exp(a); });
    against("transposed copy", 2, [&] { return contiguous(transpose(a, 0, 1)); });
    against("sum of everything", 1, [&] { return sum(a); });
    against("sums of rows", 1, [&] { return sum(a, {1}); });
    against("sums of columns", 1, [&] { return sum(a, {0}); });
    against("largest of rows", 1, [&] { return gradus::max(a, gradus::Axes{1}); });
    against("softmax of rows", 2, [&] { return gradus::nn::softmax(a, 1); });
  });
}
