// For which copies the CPU would wait, which only the CPU in the GPU's place can tell.
#include <gradus/cuda_on_cpu/memory.h>
#include <gradus/gpu/device.h>
#include <gradus/gpu/register_kernels.h>
#include <gradus/gpu/train_epoch.h>
#include <gradus/layers/adam.h>
#include <gradus/layers/cross_entropy.h>
#include <gradus/testing/expect.h>
#include <gtest/gtest.h>

#include "points.h"

TEST(TrainOnTheGpuTraffic, TheCpuWaitsOnce) {
  gradus::cuda::register_kernels();
  gradus::testing::Mlp model(gradus::float32, gradus::gpu);
  gradus::optim::AdamW optimizer(model.parameters(), {.lr = 0.01});
  const gradus::testing::Points points(gradus::float32);
  const gradus::data::DataLoader loader(points, gradus::testing::on(gradus::gpu));
  const auto before = gradus::cuda_on_cpu::pageable_copies();
  gradus::cuda::train_epoch(model, optimizer, gradus::nn::cross_entropy, loader, 0);
  const auto copies = gradus::cuda_on_cpu::pageable_copies() - before;
  gradus::testing::expect("copies from or to ordinary memory in an epoch",
                          static_cast<double>(copies), 1)
      .if_true(copies > 3 * gradus::testing::kBatches,
               "batches, settings of the optimizer and numbers go through pinned memory, from "
               "where the GPU takes them: the CPU does not wait");
}
