// What the elementwise kernels cost in memory traffic.
#include <gradus/cuda_on_cpu/trace.h>
#include <gradus/gpu/device.h>
#include <gradus/gpu/elementwise.h>
#include <gradus/tensor_autograd/creation.h>
#include <gradus/tensor_autograd/elementwise.h>
#include <gradus/tensor_autograd/view_ops.h>
#include <gradus/testing/expect.h>
#include <gtest/gtest.h>

using gradus::Tensor;
using gradus::cuda_on_cpu::Trace;
using gradus::testing::expect;

TEST(ElementwiseTraffic, PacksNeedFewRequests) {
  gradus::cuda::register_device();
  gradus::cuda::register_elementwise();
  const Tensor a = to(gradus::ones({4096}), gradus::gpu), b = to(gradus::ones({4096}), gradus::gpu);
  const Trace trace;
  gradus::run(gradus::ops::add, {&a.array(), &b.array()});
  const auto global = trace.global();
  // 4096 elements by packs of 4 are 32 warps' worth; each reads twice and writes once.
  expect("requests of warps", static_cast<double>(global.requests), 3 * 4096 / (32 * 4))
      .if_equal(3 * 4096 / 32,
                "each request moves one element at a time for every lane: a pack of "
                "four floats takes one instruction, not four\n" +
                    trace.report());
  expect("sectors moved, for each that is needed",
         static_cast<double>(global.moved) / static_cast<double>(global.least), 1);
}

TEST(ElementwiseTraffic, ABroadcastRowIsReadCoalesced) {
  gradus::cuda::register_device();
  gradus::cuda::register_elementwise();
  const Tensor a = to(gradus::ones({64, 128}), gradus::gpu);
  const Tensor row = expand(to(gradus::ones({1, 128}), gradus::gpu), {64, 128});
  const Trace trace;
  gradus::run(gradus::ops::add, {&a.array(), &row.array()});
  expect("sectors moved, for each that is needed",
         static_cast<double>(trace.global().moved) / static_cast<double>(trace.global().least), 1);
}
