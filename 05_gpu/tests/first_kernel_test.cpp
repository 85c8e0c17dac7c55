#include <gradus/common/error.h>
#include <gradus/gpu/check.h>
#include <gradus/gpu/launch.h>
#include <gradus/gpu/vector_add.h>
#include <gradus/testing/expect.h>
#include <gtest/gtest.h>

#include "device_numbers.h"

using gradus::cuda::blocks_for;
using gradus::testing::DeviceNumbers;
using gradus::testing::expect;
using gradus::testing::expect_all;
using gradus::testing::trouble;
using Floats = std::vector<float>;

namespace {

Floats numbers(int count, int step) {
  Floats values;
  for (int i = 0; i < count; ++i) values.push_back(static_cast<float>(i * step % 23 - 11));
  return values;
}

}  // namespace

TEST(FirstKernel, VectorAdd) {
  for (const int count : {1, 255, 256, 257, 1000}) {
    const Floats a = numbers(count, 3), b = numbers(count, 5);
    const DeviceNumbers<float> c(a.size());
    Floats sums, of_each_block;
    for (std::size_t i = 0; i < a.size(); ++i) sums.push_back(a[i] + b[i]);
    gradus::cuda::vector_add(DeviceNumbers<float>(a), DeviceNumbers<float>(b), c, count);
    const std::string wrong = trouble();
    expect("the kernel did something wrong with " + std::to_string(count) + " elements",
           !wrong.empty(), 0)
        .if_true(wrong.find("out of bounds") != std::string::npos,
                 "a thread without an element went on: is there a comparison with count? (" +
                     wrong + ")")
        .if_true(wrong.find("race") != std::string::npos,
                 "several threads wrote the same element: threads of different blocks need different "
                 "indices (" + wrong + ")")
        .if_true(true, wrong);
    const Floats result = c.values();
    bool only_first_block = count > gradus::cuda::kThreads;
    for (std::size_t i = gradus::cuda::kThreads; i < result.size(); ++i)
      only_first_block &= std::isnan(result[i]);
    expect_all("a + b, " + std::to_string(count) + " elements", result, sums)
        .if_true(only_first_block,
                 "only the first block's elements were written: threadIdx.x begins anew in each block")
        .if_true(std::isnan(result.back()) && result.size() != gradus::cuda::kThreads * 4,
                 "the last element was not written: index < count, not < count - 1");
  }
}

TEST(FirstKernel, NothingToAdd) {
  const DeviceNumbers<float> none(0);
  gradus::cuda::vector_add(none, none, none, 0);
  EXPECT_EQ(trouble(), "");
}
