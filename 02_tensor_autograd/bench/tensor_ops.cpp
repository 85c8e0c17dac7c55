// Operations on tensors beside PyTorch's: many tiny ones, and a few large ones.
#include <gradus/bench/bench.h>
#include <gradus/common/random.h>
#include <gradus/tensor_autograd/creation.h>
#include <gradus/tensor_autograd/math.h>

#include <string>
#include <vector>

namespace {

using gradus::Index;
using gradus::Shape;
using gradus::Tensor;

Tensor random_tensor(const Shape& shape, const std::string& name) {
  const Tensor result = gradus::empty(shape);
  gradus::RandomStream(1, name).fill_normal(
      std::span(result.data<float>(), static_cast<std::size_t>(result.numel())));
  return result;
}

// 200 operations on four numbers, and back: what an operation costs beside its arithmetic.
void tiny_operations(const Tensor& start, const Tensor& factor) {
  Tensor x = start;
  for (int i = 0; i < 50; ++i) {
    x = x * factor;
    x = x + start;
    x = tanh(x);
    x = x - factor;
  }
  gradus::grad(x, {start}, gradus::ones(x.shape()));
}

void ladder(gradus::Bench& bench, const gradus::PythonPeer& torch) {
  for (const auto& [size, name] : {std::pair{512, "matmul 512"}, std::pair{1024, "matmul 1024"},
                                   std::pair{2048, "matmul 2048"}}) {
    if (!bench.wants(name)) continue;
    const Tensor a = random_tensor({size, size}, "a"), b = random_tensor({size, size}, "b");
    const double work = 2.0 * size * size * size;
    bench.compare(
        {.name = name, .unit = "GFLOP/s", .target = 1.15, .work = work}, [&] { matmul(a, b); },
        torch.measure(name));
  }
}

}  // namespace

int main(int argc, char** argv) {
  return gradus::run_bench(argc, argv, "02_tensor_autograd", [](gradus::Bench& bench) {
    gradus::PythonPeer torch("tensor_ops_peer.py");

    const std::string tiny = "chain of 200 tiny tensor operations, forward and backward";
    const Tensor start = random_tensor({4}, "start").requires_grad(true),
                 factor = random_tensor({4}, "factor");
    bench.compare(
        {.name = tiny, .unit = "ms", .target = 0.2}, [&] { tiny_operations(start, factor); },
        torch.measure(tiny));

    ladder(bench, torch);

    constexpr Index kLarge = 4 << 20;
    const auto large = [&](const std::string& name, const gradus::Measure& ours) {
      bench.compare({.name = name, .unit = "ms", .target = 1}, ours, torch.measure(name));
    };
    if (bench.wants("add of 4 M floats")) {
      const Tensor a = random_tensor({kLarge}, "a"), b = random_tensor({kLarge}, "b");
      large("add of 4 M floats", [&] { a + b; });
    }
    if (bench.wants("sum of 4 M floats")) {
      const Tensor a = random_tensor({kLarge}, "a");
      large("sum of 4 M floats", [&] { sum(a); });
    }
  });
}
