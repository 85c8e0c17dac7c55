#include <gradus/common/error.h>
#include <gradus/gpu/check.h>
#include <gradus/gpu/launch.h>
#include <gradus/gpu/vector_add.h>
#include <gradus/testing/expect.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "device_numbers.h"

using gradus::cuda::blocks_for;
using gradus::cuda::kThreads;
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

bool all_nan(Floats::const_iterator from, Floats::const_iterator to) {
  return from != to && std::all_of(from, to, [](float x) { return std::isnan(x); });
}

// Runs a kernel, and says what it was caught at, with the likely cause.
void run_without_trouble(const std::string& what, auto call) {
  const std::string text = trouble(call);
  const auto said = [&](const char* word) { return text.find(word) != std::string::npos; };
  expect("the device's complaints about " + what, text.empty() ? 0 : 1, 0)
      .if_true(
          said("out of bounds"),
          "a thread that has no element reads or writes all the same: compare first (" + text + ")")
      .if_true(said("race"),
               "two threads do the same element: begin at your own one, go on by the "
               "number of all threads (" +
                   text + ")")
      .if_true(!text.empty(), text);
}

}  // namespace

TEST(FirstKernel, VectorAdd) {
  for (const int count : {1000, 1, 255, 256, 257}) {
    const Floats a = numbers(count, 3), b = numbers(count, 5);
    const DeviceNumbers<float> on_gpu_a(a), on_gpu_b(b), c(a.size());
    Floats sums;
    for (std::size_t i = 0; i < a.size(); ++i) sums.push_back(a[i] + b[i]);
    const std::string what = "a + b of " + std::to_string(count) + " elements";
    run_without_trouble(what, [&] { gradus::cuda::vector_add(on_gpu_a, on_gpu_b, c, count); });
    const Floats result = c.values();
    const auto block = std::min<std::ptrdiff_t>(kThreads, count);
    if (blocks_for(count) * kThreads < static_cast<unsigned>(count)) continue;  // another test's
    expect_all(what, result, sums)
        .if_true(count > kThreads + 1 && all_nan(result.begin() + block, result.end()),
                 "only the first block's elements were written: threadIdx.x begins anew in each "
                 "block")
        .if_true(count != kThreads + 1 && std::isnan(result.back()) &&
                     !all_nan(result.begin(), result.end()),
                 "the last element was not written: index < count, no more")
        .if_true(all_nan(result.begin(), result.end()), "nothing was written");
  }
}

TEST(FirstKernel, AxpyWithAnyNumberOfBlocks) {
  for (const auto& [count, blocks, threads] :
       {std::tuple{1000, 2, 64}, {1000, 40, 64}, {5, 1, 32}, {300, 3, 96}}) {
    const Floats x = numbers(count, 7), y = numbers(count, 2);
    const DeviceNumbers<float> on_gpu_x(x), on_gpu_y(y);
    Floats expected, once_a_thread = y;
    for (std::size_t i = 0; i < x.size(); ++i) expected.push_back(2 * x[i] + y[i]);
    for (int i = 0; i < std::min(count, blocks * threads); ++i) once_a_thread[i] = expected[i];
    const std::string what = "2 x + y of " + std::to_string(count) + " elements by " +
                             std::to_string(blocks) + " blocks of " + std::to_string(threads);
    run_without_trouble(what,
                        [&] { gradus::cuda::axpy(2, on_gpu_x, on_gpu_y, count, blocks, threads); });
    const Floats result = on_gpu_y.values();
    Floats sums_of_x;
    for (std::size_t i = 0; i < x.size(); ++i) sums_of_x.push_back(x[i] + 2 * y[i]);
    expect_all(what, result, expected)
        .if_true(once_a_thread != expected && result == once_a_thread,
                 "every thread did one element and stopped: with fewer threads than elements each "
                 "has to go on")
        .if_true(result == sums_of_x, "alpha belongs to x, not to y");
  }
}

TEST(FirstKernel, RowsAndColumns) {
  for (const auto& [rows, columns] : {std::pair{1, 1}, {16, 16}, {17, 40}, {40, 17}, {3, 100}}) {
    const Floats in = numbers(rows * columns, 5), bias = numbers(columns, 9);
    const DeviceNumbers<float> on_gpu_in(in), on_gpu_bias(bias), out(in.size());
    Floats expected;
    for (int i = 0; i < rows * columns; ++i) expected.push_back(in[i] + bias[i % columns]);
    const std::string what =
        "a bias added to " + std::to_string(rows) + " rows of " + std::to_string(columns);
    run_without_trouble(what,
                        [&] { gradus::cuda::add_row(on_gpu_in, on_gpu_bias, out, rows, columns); });
    if (blocks_for(100, 16) * 16 < 100) continue;  // another test's
    const Floats result = out.values();
    int unwritten = 0;
    for (const float x : result) unwritten += std::isnan(x);
    expect_all(what, result, expected)
        .if_true(rows != columns && unwritten > 0,
                 "some places were not written: are rows counted by y and columns by x, each "
                 "compared with its own number?");
  }
}

TEST(FirstKernel, EnoughBlocks) {
  expect("blocks for 1000 elements of 256 threads", blocks_for(1000, 256), 4)
      .if_equal(3, "the division drops the rest, and with it the last elements");
  expect("blocks for 1024 elements of 256 threads", blocks_for(1024, 256), 4)
      .if_equal(
          5,
          "a block too many where the elements fill the blocks: round up with count + threads - 1");
  expect("blocks for nothing", blocks_for(0, 256), 1)
      .if_equal(0, "a launch of 0 blocks is an error; 1 does no harm");
  expect("blocks for 3 * 2^31 elements", blocks_for(std::int64_t{3} << 31, 256, 1 << 30),
         3 * (1 << 23));
  expect("blocks for a million elements, at most 100", blocks_for(1000000, 256, 100), 100)
      .if_equal(
          3907,
          "no more blocks than `most`: the threads of a grid-stride loop do several elements");
}

TEST(FirstKernel, NothingToAdd) {
  const DeviceNumbers<float> none(0);
  gradus::cuda::vector_add(none, none, none, 0);
  EXPECT_EQ(trouble(), "");
}

TEST(FirstKernel, ErrorsAreTold) {
  std::string message;
  try {
    gradus::cuda::check(cudaErrorMemoryAllocation, "a large block");
  } catch (const gradus::Error& error) {
    message = error.what();
  }
  expect("check() throws", !message.empty(), 1)
      .if_equal(0, "check() has to throw unless the call succeeded");
  if (message.empty()) return;
  expect("the message names the call", message.find("a large block") != std::string::npos, 1)
      .if_equal(0, "the message does not say which call it was: " + message);
  expect("the message gives CUDA's reason",
         message.find(cudaGetErrorName(cudaErrorMemoryAllocation)) != std::string::npos, 1)
      .if_equal(0, "the message does not say what CUDA answered: " + message);
  EXPECT_NO_THROW(gradus::cuda::check(cudaSuccess, "nothing wrong"));
}

TEST(FirstKernel, ARefusedLaunchIsNoticed) {
  bool check_throws = false;
  try {
    gradus::cuda::check(cudaErrorInvalidValue, "anything");
  } catch (const gradus::Error&) {
    check_throws = true;
  }
  if (!check_throws) FAIL() << "first let check() throw";
  const Floats x = numbers(10, 3);
  const DeviceNumbers<float> on_gpu_x(x), on_gpu_y(x);
  const auto launch_throws = [&](int threads) {
    try {
      gradus::cuda::axpy(1, on_gpu_x, on_gpu_y, 10, 1, threads);
    } catch (const gradus::Error&) {
      return 1;
    }
    return 0;
  };
  // A block has at most 1024 threads.
  expect("whether a launch with too many threads throws", launch_throws(1025), 1)
      .if_equal(0, "nobody asked: a launch returns nothing, its error waits in cudaGetLastError");
  expect("whether the launch after it throws", launch_throws(32), 0)
      .if_equal(1,
                "the old error is still there: cudaPeekAtLastError leaves it, cudaGetLastError "
                "clears it");
  cudaGetLastError();
}
