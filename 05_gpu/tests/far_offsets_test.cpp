// Few elements that lie far from one another: what counts is how far an array reaches.
#include <cuda_runtime.h>
#include <gradus/gpu/launch.h>
#include <gradus/gpu/vector_add.h>
#include <gradus/tensor_autograd/loop.h>
#include <gtest/gtest.h>

#include <vector>

#include "../src/walk.cuh"
#include "device_numbers.h"

using gradus::Index;
using gradus::Layout;
using gradus::cuda::fits_int;

namespace {

// Whether a result without gaps and a column of a matrix with rows of `width` elements do.
bool column_fits(Index rows, Index width) {
  const Layout out{{rows}, {1}, 0}, column{{rows}, {width}, 0};
  return fits_int(gradus::plan_loop<2>({&out, &column}), rows);
}

}  // namespace

TEST(FarOffsets, AColumnOfAVeryWideMatrix) {
  constexpr Index kWide = Index{1} << 30;
  EXPECT_TRUE(column_fits(3, 1000));
  EXPECT_TRUE(column_fits(2, kWide - 2));
  EXPECT_FALSE(column_fits(3, kWide)) << "the third element lies 2^31 elements behind the first";
  EXPECT_TRUE(column_fits(1, kWide * 8)) << "a single element lies nowhere but at the beginning";
  EXPECT_FALSE(column_fits(kWide * 2, 1)) << "too many elements";
}

TEST(FarOffsets, MoreElementsThanTheUsualBlocksHave) {
  const auto count = static_cast<int>(gradus::cuda::kMostBlocks * gradus::cuda::kThreads + 1);
  const std::vector<float> ones(static_cast<std::size_t>(count), 1.0f);
  const gradus::testing::DeviceNumbers<float> x(ones), sum(ones.size());
  gradus::cuda::vector_add(x, x, sum, count);
  EXPECT_EQ(sum.values().back(), 2.0f);
  const gradus::testing::DeviceNumbers<float> row(ones.size());
  gradus::cuda::add_row(x, x, row, 1, count);
  EXPECT_EQ(row.values().back(), 2.0f);
}
