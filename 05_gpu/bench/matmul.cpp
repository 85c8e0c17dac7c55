// The ladder of matrix products, each rung beside the one before, and the fastest beside cuBLAS.
//
// With a GPU the times are the device's own, between two events. Without one the CPU plays the GPU,
// and times would tell nothing of a GPU: then the table has no rows.
#include <gradus/common/random.h>
#include <gradus/gpu/caching_allocator.h>
#include <gradus/gpu/check.h>
#include <gradus/gpu/matmul.h>
#include <gradus/tensor_autograd/autograd.h>
#include <gradus/tensor_autograd/creation.h>
#include <gradus/tensor_autograd/math.h>
#include <gradus/tensor_autograd/matmul.h>
#include <gradus/tensor_autograd/view_ops.h>

#include <iostream>
#include <string>

#include "on_gpu.h"

#if defined(GRADUS_CUBLAS)
#include "cublas.h"
#endif

namespace {

using gradus::Index;
using gradus::Tensor;

struct Size {
  Index m, k, n;
  bool turn_a = false, turn_b = false;  // operands that lie transposed
  double products() const { return 2.0 * static_cast<double>(m) * static_cast<double>(k * n); }
  std::string title() const {
    const auto matrix = [](Index rows, Index columns, bool turned) {
      return std::to_string(rows) + " x " + std::to_string(columns) + (turned ? "^T" : "");
    };
    return "matmul " + matrix(m, k, turn_a) + " by " + matrix(k, n, turn_b);
  }
};

Tensor matrix(Index rows, Index columns, bool turned, const char* name) {
  const Tensor plain = turned ? gradus::randn({columns, rows}, gradus::RandomStream(1, name))
                              : gradus::randn({rows, columns}, gradus::RandomStream(1, name));
  const Tensor there = to(plain, gradus::gpu);
  return turned ? transpose(there, 0, 1) : there;
}

// One product of the library, by one variant.
struct Product {
  Tensor a, b, c;
  explicit Product(const Size& s)
      : a(matrix(s.m, s.k, s.turn_a, "a")), b(matrix(s.k, s.n, s.turn_b, "b")), c(matmul(a, b)) {}
  gradus::Measure by(const std::string& variant) const {
    return gradus::between_events(
        [this, variant] {
          const gradus::UseVariant use(gradus::ops::matmul, variant);
          run_into(gradus::ops::matmul, {&a.array(), &b.array()}, {&c.array()});
        },
        variant);
  }
};

#if defined(GRADUS_CUBLAS)
gradus::Measure by_cublas(const gradus::Cublas& cublas, const Product& product, const Size& s) {
  if (!cublas.available()) return {};
  return gradus::between_events(
      [&cublas, &product, s] {
        cublas.multiply(
            gradus::cuda::current_stream(), static_cast<int>(s.m), static_cast<int>(s.k),
            static_cast<int>(s.n), {product.a.array().data<float>(), s.turn_a},
            {product.b.array().data<float>(), s.turn_b}, product.c.array().data<float>());
      },
      "cuBLAS");
}
#endif

}  // namespace

int main(int argc, char** argv) {
  return gradus::run_bench(argc, argv, "05_gpu", [](gradus::Bench& bench) {
    gradus::cuda::use_caching_allocator();  // cudaFree would wait for the GPU in every call
    gradus::cuda::register_matmul();
    if (gradus::nothing_to_measure()) return;
    const gradus::NoGrad off;
    const Size large{4096, 4096, 4096};
    const char* ladder[] = {"naive", "coalesced", "shared", "registers", "vectorised", "async"};
    for (int i = 1; i < 6; ++i) {
      const std::string name = large.title() + ": " + ladder[i] + " / " + ladder[i - 1];
      if (!bench.wants(name)) continue;
      const Product product(large);
      bench.compare(
          {.name = name, .unit = "GFLOP/s", .peer_name = ladder[i - 1], .work = large.products()},
          product.by(ladder[i]), product.by(ladder[i - 1]));
    }
#if defined(GRADUS_CUBLAS)
    const gradus::Cublas cublas;
    const auto against = [&](const Size& size, const std::string& variant) {
      const std::string name = size.title() + ": " + variant + " / cuBLAS";
      if (!bench.wants(name)) return;
      const Product product(size);
      bench.compare({.name = name,
                     .unit = "GFLOP/s",
                     .target = 1.0,
                     .peer_name = "cuBLAS",
                     .work = size.products()},
                    product.by(variant), by_cublas(cublas, product, size));
    };
    for (const char* variant : ladder) against(large, variant);
    for (const Size& size :
         {Size{4096, 4096, 4096, false, true}, Size{4096, 4096, 4096, true, false},
          Size{1024, 1024, 1024}, Size{512, 512, 512}, Size{128, 784, 128, false, true},
          Size{256, 16384, 256, true, false}, Size{4000, 4001, 4002}})
      against(size, "async");
#else
    std::cout << "cuBLAS was not found when this program was built; there is no peer.\n";
#endif
  });
}
