#include <gradus/common/error.h>
#include <gradus/common/threads.h>
#include <gradus/tensor_autograd/matmul.h>
#include <gradus/testing/expect.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "draw_array.h"

using gradus::Array;
using gradus::DType;
using gradus::float32;
using gradus::float64;
using gradus::Index;
using gradus::Layout;
using gradus::Shape;
using gradus::to_vector;
using gradus::UseVariant;
using gradus::testing::array_in;
using gradus::testing::array_of;
using gradus::testing::Draw;
using gradus::testing::draw_array;
using gradus::testing::draw_layout;
using gradus::testing::expect_all;
namespace ops = gradus::ops;
namespace views = gradus::views;

namespace {

std::string message(auto call) {
  try {
    call();
  } catch (const gradus::Error& error) {
    return error.what();
  }
  return "no error";
}

Array matmul(const Array& a, const Array& b) { return run(ops::matmul, {&a, &b}); }

// The product in float64, element by element from the definition; also of the absolute values.
struct Truth {
  std::vector<double> product, size;
};
Truth multiplied(const Array& a, const Array& b) {
  const std::vector<double> left = to_vector<double>(a), right = to_vector<double>(b);
  const int rank = a.rank();
  const Index m = a.shape()[rank - 2], k = a.shape()[rank - 1], n = b.shape()[rank - 1];
  Index matrices = 1;
  for (int axis = 0; axis + 2 < rank; ++axis) matrices *= a.shape()[axis];
  Truth truth;
  for (Index matrix = 0; matrix < matrices; ++matrix)
    for (Index i = 0; i < m; ++i)
      for (Index j = 0; j < n; ++j) {
        double total = 0, size = 0;
        for (Index l = 0; l < k; ++l) {
          const double term = left[static_cast<std::size_t>((matrix * m + i) * k + l)] *
                              right[static_cast<std::size_t>((matrix * k + l) * n + j)];
          total += term;
          size += std::abs(term);
        }
        truth.product.push_back(total);
        truth.size.push_back(size);
      }
  return truth;
}

std::vector<std::string> variants() {
  std::vector<std::string> names;
  for (const auto& kernel : ops::matmul.kernels())
    if (kernel.device == gradus::cpu &&
        std::find(names.begin(), names.end(), kernel.variant) == names.end())
      names.push_back(kernel.variant);
  return names;
}

}  // namespace

TEST(Matmul, ThreeLoops) {
  UseVariant naive(ops::matmul, "naive");
  const Array a = array_of({2, 3}, {1, 2, 3, 4, 5, 6}), b = array_of({3, 2}, {7, 8, 9, 10, 11, 12});
  expect_all("[[1, 2, 3], [4, 5, 6]] x [[7, 8], [9, 10], [11, 12]]",
             to_vector<double>(matmul(a, b)), {58, 64, 139, 154})
      .if_equal({33, 36, 66, 72}, "only the last k is left: each c is a sum over all of them")
      .if_equal({58, 122, 261, 415},
                "each c has all those before it in it: `total` must begin at 0 for every c")
      .if_equal({58, 122, 139, 293},
                "each c has all those before it in it: `total` must begin at 0 for every c")
      .if_equal({76, 100, 103, 136}, "c[i, j] takes row i of a and column j of b");
}

TEST(Matmul, AnyStrides) {
  UseVariant naive(ops::matmul, "naive");
  const Array memory = array_of({6}, {1, 2, 3, 4, 5, 6});
  const Array a = memory.with(Layout{{2, 3}, {1, 2}, 0}),  // [[1, 3, 5], [2, 4, 6]]
      b = memory.with(Layout::contiguous({3, 2}));
  expect_all("[[1, 3, 5], [2, 4, 6]] (a transposed view) x [[1, 2], [3, 4], [5, 6]]",
             to_vector<double>(matmul(a, b)), {35, 44, 44, 56})
      .if_equal({22, 28, 49, 64},
                "a was read as if its rows had no gaps; its strides say where its elements lie");
  expect_all("[[1, 2], [3, 4], [5, 6]] x [[1, 3, 5], [2, 4, 6]] (a transposed view)",
             to_vector<double>(matmul(b, a)), {5, 11, 17, 11, 25, 39, 17, 39, 61})
      .if_equal({9, 12, 15, 19, 26, 33, 29, 40, 51},
                "b was read as if its rows had no gaps; its strides say where its elements lie");
}

TEST(Matmul, EveryElementIsWritten) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const std::string& name : variants()) {
    UseVariant variant(ops::matmul, name);
    const Array a = array_of({2, 2}, {1, 2, 3, 4}), out = array_of({2, 2}, {100, 100, 100, 100});
    run_into(ops::matmul, {&a, &a}, {&out});
    const std::vector<double> square = to_vector<double>(out);
    expect_all(name + ": [[1, 2], [3, 4]] squared, into memory that holds 100s", square,
               {7, 10, 15, 22})
        .if_equal({107, 110, 115, 122},
                  "the result was added to what the memory held; nobody clears it for you");
    const Array none = array_of({2, 0}, {}), nothing = array_of({0, 3}, {}),
                poisoned = array_of({2, 3}, std::vector<double>(6, nan));
    run_into(ops::matmul, {&none, &nothing}, {&poisoned});
    const std::vector<double> sums = to_vector<double>(poisoned);
    expect_all(name + ": [2, 0] x [0, 3], into memory that holds NaN", sums,
               std::vector<double>(6, 0.0))
        .if_true(std::isnan(sums[0]) && square[0] == 7,
                 "the sum of nothing is 0, and 0 must be written, too");
  }
}

TEST(Matmul, EveryVariantOnRandomMatrices) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const std::string& name : variants()) {
    UseVariant variant(ops::matmul, name);
    Draw draw("matmul");
    for (int sample = 0; sample < 60; ++sample) {
      const DType dtype = draw.chance(0.5) ? float32 : float64;
      const Index most = draw.chance(0.2) ? 70 : 9;
      Shape batch = draw.shape(2);
      Shape shape_a = batch, shape_b = batch, shape_c = batch;
      const Index m = draw.between(0, most), k = draw.between(0, most), n = draw.between(0, most);
      for (Index size : {m, k}) shape_a.push_back(size);
      for (Index size : {k, n}) shape_b.push_back(size);
      for (Index size : {m, n}) shape_c.push_back(size);
      const Array a = draw_array(draw, shape_a, dtype), b = draw_array(draw, shape_b, dtype);
      const Array c =
          array_in(draw.chance(0.5) ? Layout::contiguous(shape_c) : draw_layout(draw, shape_c),
                   std::vector<double>(static_cast<std::size_t>(numel(shape_c)), nan), dtype);
      run_into(ops::matmul, {&a, &b}, {&c});
      expect_all(
          name + ", " + info(dtype).name + ": " + to_string(shape_a) + " x " + to_string(shape_b),
          to_vector<double>(c), multiplied(a, b).product, dtype == float32 ? 1e-4 : 1e-13);
    }
  }
}

TEST(Matmul, EveryVariantOnLargeMatrices) {
  Draw draw("large");
  for (const Shape& sizes : {Shape{130, 700, 90}, Shape{33, 1200, 257}, Shape{1, 300, 400},
                             Shape{400, 300, 1}, Shape{64, 784, 10}}) {
    const Index m = sizes[0], k = sizes[1], n = sizes[2];
    const Array a = array_of({m, k}, draw.normals(m * k), float32),
                b = array_of({n, k}, draw.normals(n * k), float32),
                turned = b.with(views::transpose(b.layout, 0, 1));
    const Truth truth = multiplied(a, turned);
    std::vector<double> simple;
    {
      UseVariant naive(ops::matmul, "naive");
      simple = to_vector<double>(matmul(a, turned));
    }
    for (const std::string& name : variants()) {
      UseVariant variant(ops::matmul, name);
      const std::vector<double> product = to_vector<double>(matmul(a, turned));
      ASSERT_EQ(product.size(), truth.product.size());
      double worst = 0;  // in units of what is allowed
      for (std::size_t i = 0; i < product.size(); ++i)
        worst = std::max(worst, std::abs(product[i] - truth.product[i]) /
                                    (2 * std::abs(simple[i] - truth.product[i]) +
                                     static_cast<double>(k) * 0x1p-24 * truth.size[i]));
      EXPECT_LE(worst, 1) << name << ": " << sizes;
    }
  }
}

TEST(Matmul, ResultsDoNotDependOnTheThreads) {
  Draw draw("threads");
  const Array a = array_of({2, 90, 200}, draw.normals(36000), float32),
              b = array_of({2, 200, 110}, draw.normals(44000), float32);
  const int before = gradus::num_threads();
  for (const std::string& name : variants()) {
    UseVariant variant(ops::matmul, name);
    std::vector<std::vector<double>> results;
    for (int threads : {1, 2, 3, 5}) {
      gradus::set_num_threads(threads);
      results.push_back(to_vector<double>(matmul(a, b)));
    }
    // A variant may depend on how many threads there are, but not on chance.
    results.push_back(to_vector<double>(matmul(a, b)));
    EXPECT_TRUE(results[3] == results[4]) << name;
    if (name == "eigen") continue;
    for (const auto& result : results) EXPECT_TRUE(result == results[0]) << name;
  }
  gradus::set_num_threads(before);
}

TEST(Matmul, ErrorsNameTheValues) {
  const auto zeros = [](const Shape& shape, DType dtype = float64) {
    return array_of(shape, std::vector<double>(static_cast<std::size_t>(numel(shape))), dtype);
  };
  EXPECT_EQ(message([&] {
              matmul(zeros({64, 784}), zeros({512, 10}));
            }),
            "matmul: inner sizes differ: [64, 784] x [512, 10] (784 != 512)");
  EXPECT_EQ(message([&] {
              matmul(zeros({2, 3}), zeros({3, 2}, float32));
            }),
            "matmul: dtypes differ: float64 x float32; convert one with to(dtype)");
  EXPECT_EQ(message([&] {
              matmul(zeros({2, 3, 4}), zeros({3, 4, 2}));
            }),
            "matmul: batch sizes differ: [2, 3, 4] x [3, 4, 2]; broadcast them first");
  EXPECT_EQ(message([&] {
              matmul(zeros({3}), zeros({3, 2}));
            }),
            "matmul: needs two tensors of the same rank, at least 2: [3] x [3, 2]");
}
