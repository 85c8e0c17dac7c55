#include <gradus/gpu/device.h>
#include <gradus/gpu/transpose.h>
#include <gradus/testing/expect.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "device_numbers.h"
#include "transposed.h"

using gradus::Index;
using gradus::cuda::Transpose;
using gradus::cuda::TransposeBy;
using gradus::testing::DeviceNumbers;
using gradus::testing::expect;
using gradus::testing::expect_all;
using gradus::testing::sizes_of;
using gradus::testing::transposed;

namespace {

template <class T>
std::vector<T> count_up(Index count) {
  std::vector<T> values(static_cast<std::size_t>(count));
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<T>(i % 251);
  return values;
}

template <class T>
void check(Index batch, Index rows, Index columns, TransposeBy how) {
  const Transpose t = sizes_of(batch, rows, columns);
  const std::vector<T> in = count_up<T>(batch * rows * columns), expected = transposed(in, t);
  const DeviceNumbers<T> on_gpu(in), out(in.size());
  const std::string what = "transpose of " + std::to_string(batch) + " times " +
                           std::to_string(rows) + " x " + std::to_string(columns);
  const std::string text =
      gradus::testing::trouble([&] { gradus::cuda::transpose<T>(on_gpu, out, t, how); });
  const auto said = [&](const char* word) { return text.find(word) != std::string::npos; };
  expect("the device's complaints about the " + what, text.empty() ? 0 : 1, 0)
      .if_true(said("out of bounds in shared"),
               "a lane or a line lies outside of the tile: it has kTile of either (" + text + ")")
      .if_true(said("out of bounds"),
               "the last tiles stick out of the matrix: compare both row and column (" + text + ")")
      .if_true(said("race"),
               "a thread reads what another one writes, and nothing makes it wait: "
               "__syncthreads() (" +
                   text + ")")
      .if_true(
          said("no thread of the block has written"),
          "a place of the tile is read that was never written: do loading and storing agree on "
          "which index of the tile is the row? (" +
              text + ")")
      .if_true(!text.empty(), text);
  if (!text.empty()) return;
  expect_all(what, out.values(), expected)
      .if_true(out.values() == in, "a copy, not a transpose: loading and storing run the same way");
}

}  // namespace

TEST(Coalescing, BothVariantsTranspose) {
  for (const TransposeBy how : {TransposeBy::kElements, TransposeBy::kTiles})
    for (const auto& [batch, rows, columns] : {std::tuple<Index, Index, Index>{1, 32, 32},
                                               {1, 33, 65},
                                               {1, 70, 20},
                                               {2, 31, 40},
                                               {1, 1, 100},
                                               {3, 100, 1},
                                               {0, 4, 4},
                                               {1, 0, 7}}) {
      check<float>(batch, rows, columns, how);
    }
}

TEST(Coalescing, OfAllTypes) {
  check<double>(1, 40, 50, TransposeBy::kTiles);
  check<std::int64_t>(2, 33, 34, TransposeBy::kTiles);
  check<std::uint8_t>(1, 64, 33, TransposeBy::kTiles);
}
