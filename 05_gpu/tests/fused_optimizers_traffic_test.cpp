// How often the GPU is asked, which only the CPU in its place can tell.
#include <gradus/cuda_on_cpu/launch.h>
#include <gradus/gpu/elementwise.h>
#include <gradus/gpu/optimizers.h>
#include <gradus/layers/adam.h>
#include <gradus/layers/clip_grad.h>
#include <gtest/gtest.h>

#include "gpu_tensors.h"

using gradus::Tensor;

TEST(FusedOptimizersLaunches, OneForAllParameters) {
  gradus::cuda::register_device();
  gradus::cuda::register_elementwise();
  gradus::cuda::register_optimizers();
  const auto launches = [](int parameters) {
    std::vector<Tensor> all;
    for (int i = 0; i < parameters; ++i) {
      all.push_back(to(gradus::ones({3}), gradus::gpu).requires_grad(true));
      all.back().set_grad(to(gradus::ones({3}), gradus::gpu));
    }
    gradus::optim::Adam adam(all);
    const auto before = gradus::cuda_on_cpu::launches();
    adam.step();
    const auto step = gradus::cuda_on_cpu::launches() - before;
    gradus::nn::clip_grad_norm_(all, 1);
    // The norm: one for the chunks, one for the rest. And one that scales.
    EXPECT_EQ(gradus::cuda_on_cpu::launches() - before - step, 1 + 2 * step) << parameters;
    return step;
  };
  EXPECT_EQ(launches(1), 1);
  EXPECT_EQ(launches(48), 1);
  EXPECT_EQ(launches(49), 2);
}
