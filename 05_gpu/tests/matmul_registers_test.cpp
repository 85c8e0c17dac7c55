// The fast matrix products: what they compute, and what they move.
#include <gradus/gpu/matmul.h>
#include <gradus/layers/linear.h>
#include <gradus/testing/expect.h>

#include "product_cases.h"

using gradus::Array;
using gradus::DType;
using gradus::float32;
using gradus::float64;
using gradus::Index;
using gradus::testing::array_of;
using gradus::testing::expect;
using gradus::testing::expect_all;
using gradus::testing::on_gpu;
using gradus::testing::ProductCase;
using gradus::testing::race_in_a_warp;
using gradus::testing::run_variant;
using gradus::testing::wrong_doing;
using Numbers = std::vector<double>;

namespace {

constexpr const char* kVariants[] = {"registers", "vectorised", "async"};

class MatmulRegisters : public ::testing::Test {
 protected:
  void SetUp() override {
    gradus::cuda::register_device();
    gradus::cuda::register_matmul();
  }
};

struct Sized {
  std::string variant;
  Index m, k, n;
};

Numbers numbers(Index count, int step) {
  Numbers values;
  for (Index i = 0; i < count; ++i) values.push_back(static_cast<double>(i * step % 17 - 8));
  return values;
}

Numbers product(const Numbers& a, const Numbers& b, Index m, Index k, Index n, Index first,
                Index last) {
  Numbers c;
  for (Index i = 0; i < m; ++i)
    for (Index j = 0; j < n; ++j) {
      double total = 0;
      for (Index l = first; l < last; ++l)
        total += a[static_cast<std::size_t>(i * k + l)] * b[static_cast<std::size_t>(l * n + j)];
      c.push_back(total);
    }
  return c;
}

}  // namespace

// Whole numbers, so that every sum is exact and a wrong one can be recognised.
TEST_F(MatmulRegisters, WholeNumbers) {
  bool async_right = true;
  for (const Sized& s : {Sized{"async", 64, 8, 64},
                         {"async", 64, 40, 64},
                         {"registers", 64, 8, 64},
                         {"registers", 64, 16, 64},
                         {"vectorised", 64, 8, 64},
                         {"vectorised", 64, 32, 64}}) {
    const std::string name = s.variant + ", [" + std::to_string(s.m) + ", " + std::to_string(s.k) +
                             "] x [" + std::to_string(s.k) + ", " + std::to_string(s.n) + "]";
    const Numbers a = numbers(s.m * s.k, 3), b = numbers(s.k * s.n, 5);
    const Array c = run_variant(
        gradus::ops::matmul, s.variant,
        {on_gpu(array_of({s.m, s.k}, a, float32)), on_gpu(array_of({s.k, s.n}, b, float32))});
    const std::string wrong = wrong_doing();
    const bool race = wrong.find("race on shared memory") != std::string::npos;
    expect(name + ": the kernel did something wrong", !wrong.empty(), 0)
        .if_true(wrong.find("under way") != std::string::npos,
                 "a tile was multiplied before its copies had arrived: each thread has to wait for "
                 "its own, all but the newest kStages - 2 groups (" +
                     wrong + ")")
        .if_true(race && s.variant == "async",
                 "copies of other threads arrive in a tile that is being multiplied: the barrier "
                 "belongs behind the wait and before the next copies (" +
                     wrong + ")")
        .if_true(
            s.variant == "vectorised" &&
                wrong.find("no thread of the block has written") != std::string::npos,
            "parts of the tile were never written; piece.item[x] is step at + x of row `to` (" +
                wrong + ")")
        .if_true(wrong.find("race on device memory") != std::string::npos && race_in_a_warp(wrong),
                 "several lanes of a warp write the same outputs: kLaneColumns lanes lie side by "
                 "side, and the next ones below (" +
                     wrong + ")")
        .if_true(
            wrong.find("race on device memory") != std::string::npos,
            "several warps write the same outputs: every warp has rows of its own (" + wrong + ")")
        .if_true(race,
                 "two threads meet in shared memory without a barrier in between (" + wrong + ")")
        .if_true(true, wrong);
    if (!wrong.empty()) return;
    const Numbers values = to_vector<double>(c), right = product(a, b, s.m, s.k, s.n, 0, s.k);
    const bool some_nan =
        std::any_of(values.begin(), values.end(), [](double x) { return std::isnan(x); });
    if (s.variant == "async") async_right = async_right && values == right;
    expect_all(name, values, right)
        .if_equal(product(a, b, s.m, s.k, s.n, s.k - 1, s.k),
                  "only the last product is left: a sum in a register grows")
        .if_equal(product(a, b, s.m, s.k, s.n, 0, std::min<Index>(s.k, s.k - 8)),
                  "the last tile was not multiplied")
        .if_true(
            some_nan && s.variant == "vectorised" && async_right,
            "NaN: parts of the tile were never written; piece.item[x] is step at + x of row `to`")
        .if_true(some_nan,
                 "NaN: some outputs were never written: do the pieces of all lanes and "
                 "warps cover the tile?")
        .if_true(s.variant == "registers", "rows are y, y + kSide, ..., columns x, x + kSide, ...");
  }
}

TEST_F(MatmulRegisters, EveryVariant) {
  const std::vector<ProductCase> cases{{{}, 65, 10, 67}, {{}, 1, 18, 1}, {{2}, 5, 4, 8},
                                       {{3}, 8, 0, 2},   {{0}, 3, 4, 5}, {{2}, 0, 4, 5},
                                       {{2}, 3, 4, 0}};
  for (const char* variant : kVariants) gradus::testing::expect_products(variant, cases);
}

TEST_F(MatmulRegisters, EveryTile) {
  const std::vector<std::string> ways{"row after row", "transposed"};
  gradus::testing::expect_products("registers", {{{}, 65, 9, 66}}, {float32}, ways);
  gradus::testing::expect_products("vectorised", {{{}, 68, 12, 72}}, {float32}, ways);
  for (const int tiles : {0, 1}) {
    const int before = gradus::cuda::use_tiles(tiles);
    gradus::testing::expect_products("async", {{{}, 68, 9, tiles == 0 ? 260 : 132}}, {float32},
                                     ways);
    gradus::cuda::use_tiles(before);
  }
}

// A few outputs of long sums are cut into parts, which are added in one order.
TEST_F(MatmulRegisters, LongSums) {
  const Index k = 256;
  const Numbers a = numbers(3 * k, 3), b = numbers(k * 5, 5);
  const Array left = on_gpu(array_of({3, k}, a, float32)),
              right = on_gpu(array_of({k, 5}, b, float32));
  const Array c = run_variant(gradus::ops::matmul, "async", {left, right});
  EXPECT_EQ(wrong_doing(), "");
  const Numbers sums = to_vector<double>(c);
  bool cut = false;
  for (Index last = 8; last < k; last += 8) cut = cut || sums == product(a, b, 3, k, 5, 0, last);
  expect_all("[3, 256] x [256, 5], cut into parts", sums, product(a, b, 3, k, 5, 0, k))
      .if_true(cut, "add all parts, each `count` numbers behind the one before");
  gradus::testing::expect_products("async", {{{2}, 3, 260, 5}}, {float32}, {"anyhow"});
  gradus::testing::Draw draw("parts");
  const Array x = on_gpu(array_of({3, k}, draw.normals(3 * k), float32)),
              y = on_gpu(array_of({k, 5}, draw.normals(k * 5), float32));
  EXPECT_EQ(to_vector<double>(run_variant(gradus::ops::matmul, "async", {x, y})),
            to_vector<double>(run_variant(gradus::ops::matmul, "async", {x, y})))
      << "two runs must agree bit for bit";
}

TEST_F(MatmulRegisters, LinearAddsItsBias) {
  // A sum that is cut into parts, of zeros: what is left is the bias.
  const Array zeros = array_of({2, 256}, Numbers(512, 0.0), float32);
  const Array biases =
      run_variant(gradus::ops::linear, "async",
                  {on_gpu(zeros), on_gpu(zeros), on_gpu(array_of({2}, {1, 10}, float32))});
  EXPECT_EQ(wrong_doing(), "");
  const Numbers sums = to_vector<double>(biases);
  expect_all("linear of zeros with the bias 1, 10", sums, {1, 10, 1, 10})
      .if_true(sums[0] > 1 && sums[1] == 10 * sums[0],
               "the bias of a column is added once, and not with each of the parts of a sum");
  for (const DType dtype : {float32, float64})
    for (const Index in : {7, 256}) {
      gradus::testing::Draw draw("linear");
      const Array x = array_of({5, in}, draw.normals(5 * in), dtype),
                  weight = array_of({6, in}, draw.normals(6 * in), dtype),
                  bias = array_of({6}, draw.normals(6), dtype);
      gradus::testing::Truth truth = gradus::testing::true_products(
          x, weight.with(gradus::views::transpose(weight.layout, 0, 1)));
      const Numbers start = to_vector<double>(bias);
      const auto products = static_cast<double>(in);
      if (in == 7) {
        const Array none = run_variant(gradus::ops::linear, "async", {on_gpu(x), on_gpu(weight)});
        gradus::testing::expect_truth(none, truth, products, "linear without bias");
      }
      for (std::size_t i = 0; i < truth.values.size(); ++i) {
        truth.values[i] += start[i % 6];
        truth.sizes[i] += std::abs(start[i % 6]);
      }
      const Array with_bias =
          run_variant(gradus::ops::linear, "async", {on_gpu(x), on_gpu(weight), on_gpu(bias)});
      gradus::testing::expect_truth(with_bias, truth, products,
                                    "linear with bias, " + std::to_string(in) + " features");
    }
}
