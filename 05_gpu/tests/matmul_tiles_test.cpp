// A matrix product with one thread an output, and with tiles in shared memory.
#include <gradus/gpu/matmul_tiles.h>
#include <gradus/testing/expect.h>

#include "product_cases.h"

using gradus::Array;
using gradus::Index;
using gradus::Shape;
using gradus::testing::array_of;
using gradus::testing::expect;
using gradus::testing::expect_all;
using gradus::testing::on_gpu;
using gradus::testing::run_variant;
using gradus::testing::wrong_doing;
using Numbers = std::vector<double>;

namespace {

constexpr const char* kVariants[] = {"naive", "coalesced", "shared"};

class MatmulTiles : public ::testing::Test {
 protected:
  void SetUp() override {
    gradus::cuda::register_device();
    gradus::cuda::register_matmul_tiles();
  }
};

Numbers numbers(Index count, int step) {
  Numbers values;
  for (Index i = 0; i < count; ++i) values.push_back(static_cast<double>(i * step % 17 - 8));
  return values;
}

// The product of two matrices, row after row; `a` is read as a column-major matrix where turned.
Numbers product(const Numbers& a, const Numbers& b, Index m, Index k, Index n, Index first = 0,
                Index last = 1 << 20) {
  Numbers c;
  for (Index i = 0; i < m; ++i)
    for (Index j = 0; j < n; ++j) {
      double total = 0;
      for (Index l = first; l < std::min(k, last); ++l)
        total += a[static_cast<std::size_t>(i * k + l)] * b[static_cast<std::size_t>(l * n + j)];
      c.push_back(total);
    }
  return c;
}

Numbers transposed(const Numbers& a, Index rows, Index columns) {
  Numbers turned;
  for (Index j = 0; j < columns; ++j)
    for (Index i = 0; i < rows; ++i) turned.push_back(a[static_cast<std::size_t>(i * columns + j)]);
  return turned;
}

}  // namespace

// One tile: what is wrong here is wrong in a thread.
TEST_F(MatmulTiles, OneTile) {
  const Index size = 32;
  const Numbers a = numbers(size * size, 3), b = numbers(size * size, 5);
  const Numbers right = product(a, b, size, size, size);
  for (const char* variant : kVariants) {
    const std::string name = variant;
    const Array c =
        run_variant(gradus::ops::matmul, variant,
                    {on_gpu(array_of({size, size}, a)), on_gpu(array_of({size, size}, b))});
    const std::string wrong = wrong_doing();
    const std::size_t reads = wrong.find("reads it"), writes = wrong.find("writes it");
    const bool race = wrong.find("race on shared memory") != std::string::npos;
    expect(name + ": the kernel did something wrong", !wrong.empty(), 0)
        .if_true(race && reads < writes,
                 "a thread reads the tile before the others have written it: a barrier belongs "
                 "between loading and multiplying (" +
                     wrong + ")")
        .if_true(wrong.find("race on device memory") != std::string::npos,
                 "two threads write one output: a block of the coalesced kernel has 8 rows, for y, "
                 "and 32 columns, for x (" +
                     wrong + ")")
        .if_true(true, wrong);
    if (!wrong.empty()) return;
    const Numbers values = to_vector<double>(c);
    const bool none =
        std::all_of(values.begin(), values.end(), [](double x) { return std::isnan(x); });
    expect_all(name + ", 32 x 32", values, right)
        .if_equal(product(transposed(a, size, size), b, size, size, size),
                  "the tile of a was loaded transposed: row a_row, column a_column")
        .if_equal(product(a, transposed(b, size, size), size, size, size),
                  "the tile of b was loaded transposed: row b_row, column b_column")
        .if_equal(product(a, b, size, size, size, size - 1),
                  "only the last product is left: an output is a sum")
        .if_equal(transposed(right, size, size), "rows and columns of c were exchanged")
        .if_true(none,
                 "everything is NaN, as the output's memory was: its old contents were added "
                 "to, or nothing was written");
  }
}

TEST_F(MatmulTiles, SeveralRounds) {
  const Index m = 32, k = 96, n = 32;
  const Numbers a = numbers(m * k, 3), b = numbers(k * n, 5);
  const Array c = run_variant(gradus::ops::matmul, "shared",
                              {on_gpu(array_of({m, k}, a)), on_gpu(array_of({k, n}, b))});
  const std::string wrong = wrong_doing();
  const std::size_t reads = wrong.find("reads it"), writes = wrong.find("writes it");
  expect("three rounds: the kernel did something wrong", !wrong.empty(), 0)
      .if_true(wrong.find("race on shared memory") != std::string::npos && writes < reads,
               "a thread loads the next tile while others still multiply with this one: a second "
               "barrier belongs behind the products (" +
                   wrong + ")")
      .if_true(true, wrong);
  if (!wrong.empty()) return;
  expect_all("[32, 96] x [96, 32]", to_vector<double>(c), product(a, b, m, k, n))
      .if_equal(product(a, b, m, k, n, 64), "only the last round's products are left");
}

TEST_F(MatmulTiles, Edges) {
  for (const char* variant : kVariants)
    for (const auto& [m, k, n] :
         {std::tuple<Index, Index, Index>{33, 5, 7}, {3, 35, 2}, {2, 3, 34}}) {
      const std::string name = std::string(variant) + ", [" + std::to_string(m) + ", " +
                               std::to_string(k) + "] x [" + std::to_string(k) + ", " +
                               std::to_string(n) + "]";
      const Numbers a = numbers(m * k, 3), b = numbers(k * n, 5);
      const Array c = run_variant(gradus::ops::matmul, variant,
                                  {on_gpu(array_of({m, k}, a)), on_gpu(array_of({k, n}, b))});
      const std::string wrong = wrong_doing();
      expect(name + ": the kernel did something wrong", !wrong.empty(), 0)
          .if_true(wrong.find("no thread of the block has written") != std::string::npos,
                   "a part of a tile was read that nobody had written: what lies outside of the "
                   "matrix counts as 0, and that 0 has to be stored, also by a thread without an "
                   "output (" +
                       wrong + ")")
          .if_true(wrong.find("out of bounds") != std::string::npos,
                   "sizes are no multiples of the tile: what lies outside of a matrix must not be "
                   "touched (" +
                       wrong + ")")
          .if_true(true, wrong);
      if (!wrong.empty()) return;
      // With the last products of each sum as often as fit into the tile.
      Numbers repeated = product(a, b, m, k, n);
      const Numbers last = product(a, b, m, k, n, k - 1);
      for (std::size_t i = 0; i < last.size(); ++i)
        repeated[i] += static_cast<double>((k + 31) / 32 * 32 - k) * last[i];
      expect_all(name, to_vector<double>(c), product(a, b, m, k, n))
          .if_equal(repeated,
                    "a tile sticks out of the matrix: what lies outside in k counts as 0");
    }
}

TEST_F(MatmulTiles, Stacks) {
  // Row vectors times column vectors: products number 0 ... 5 of a stack [2, 3].
  const Numbers a{1, 2, 3, 4, 5, 6}, b{1, 10, 100};
  const Array left = array_of({2, 3, 1, 1}, a), small = array_of({3, 1, 1}, b);
  const Array right = small.with(gradus::views::expand(small.layout, {2, 3, 1, 1}));
  for (const char* variant : kVariants) {
    const Array c = run_variant(gradus::ops::matmul, variant, {on_gpu(left), on_gpu(right)});
    const std::string wrong = wrong_doing();
    expect(std::string(variant) + ", a stack: the kernel did something wrong", !wrong.empty(), 0)
        .if_true(
            wrong.find("race on device memory") != std::string::npos,
            "all products of the stack went to one place: c has strides of its own (" + wrong + ")")
        .if_true(
            variant == kVariants[0] && wrong.find("out of bounds") != std::string::npos,
            "b is used again and again, its stride is 0: each of a, b and c has strides of its "
            "own (" +
                wrong + ")")
        .if_true(true, wrong);
    if (!wrong.empty()) return;
    expect_all(std::string(variant) + ", a stack [2, 3] times a stack [3]", to_vector<double>(c),
               {1, 20, 300, 4, 50, 600})
        .if_equal({1, 4, 20, 50, 300, 600},
                  "the number of a product is taken apart with the last axis first");
  }
}

TEST_F(MatmulTiles, EveryCase) {
  for (const char* variant : kVariants)
    gradus::testing::expect_products(variant, {{{}, 33, 34, 5},
                                               {{}, 1, 66, 1},
                                               {{}, 1, 5, 40},
                                               {{}, 40, 5, 1},
                                               {{2, 3}, 5, 4, 3},
                                               {{3}, 8, 0, 2},
                                               {{0}, 3, 4, 5},
                                               {{2}, 0, 4, 5},
                                               {{2}, 3, 4, 0}});
}
