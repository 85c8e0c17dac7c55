#pragma once
// Matrix products to be tested: what the CPU says of them in float64, and how they lie in memory.
#include <gradus/tensor_autograd/layout.h>
#include <gradus/tensor_autograd/matmul.h>

#include "device_calls.h"

namespace gradus::testing {

/// The products of two arrays of the CPU over their last two axes, and the sums of their sizes.
inline Truth true_products(const Array& a, const Array& b) {
  const std::vector<double> left = to_vector<double>(a), right = to_vector<double>(b);
  const int rank = a.rank();
  const Index m = a.shape()[rank - 2], k = a.shape()[rank - 1], n = b.shape()[rank - 1];
  Truth truth{a.shape(), {}, {}};
  truth.shape[rank - 1] = n;
  const Index count = numel(truth.shape);
  for (Index at = 0; at < count; ++at) {
    const Index i = at / n, matrix = i / m, j = at % n;
    double total = 0, sizes = 0;
    for (Index l = 0; l < k; ++l) {
      const double term = left[static_cast<std::size_t>(i * k + l)] *
                          right[static_cast<std::size_t>((matrix * k + l) * n + j)];
      total += term;
      sizes += std::abs(term);
    }
    truth.values.push_back(total);
    truth.sizes.push_back(sizes);
  }
  return truth;
}

/// Shapes of a product, [front..., m, k] x [front..., k, n].
struct ProductCase {
  Shape front;
  Index m, k, n;
};

/// Compares a variant with the CPU, for operands that lie row after row, transposed, broadcast and
/// anyhow; in float64, where the same kernels run, for the last of these ways only.
inline void expect_products(const std::string& variant, const std::vector<ProductCase>& cases,
                            const std::vector<DType>& dtypes = {float32, float64},
                            const std::vector<std::string>& ways = {"row after row", "transposed",
                                                                    "broadcast", "anyhow"}) {
  Draw draw("products");
  for (const ProductCase& c : cases)
    for (const DType dtype : dtypes)
      for (const std::string& lying : ways) {
        if (dtype == float64 && dtypes.size() > 1 && lying != ways.back()) continue;
        const auto drawn = [&](Index rows, Index columns, bool turn) {
          Shape shape = c.front;
          if (lying[0] == 'b' && !turn) shape = {};
          const int rank = shape.rank() + 2;
          shape.push_back(lying[0] == 't' ? columns : rows);
          shape.push_back(lying[0] == 't' ? rows : columns);
          if (lying[0] == 'a')
            return array_in(draw_layout(draw, shape), draw.normals(numel(shape)), dtype);
          const Array plain = array_of(shape, draw.normals(numel(shape)), dtype);
          if (lying[0] == 't')
            return plain.with(views::transpose(plain.layout, rank - 2, rank - 1));
          Shape whole = c.front;
          whole.push_back(rows);
          whole.push_back(columns);
          return plain.with(views::expand(plain.layout, whole));
        };
        const Array a = drawn(c.m, c.k, true), b = drawn(c.k, c.n, false);
        const Truth truth = true_products(a, b);
        const Layout anyhow = draw_layout(draw, truth.shape);
        const Array out = run_variant(ops::matmul, variant, {on_gpu(a), on_gpu(b)}, {},
                                      lying[0] == 'a' ? &anyhow : nullptr);
        expect_truth(out, truth, static_cast<double>(c.k),
                     variant + ", " + info(dtype).name + ", " + lying + ": " +
                         to_string(a.shape()) + " x " + to_string(b.shape()));
        if (::testing::Test::HasFatalFailure()) return;
      }
}

}  // namespace gradus::testing
