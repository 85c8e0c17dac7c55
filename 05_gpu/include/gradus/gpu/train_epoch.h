#pragma once
#include <gradus/layers/data_loader.h>
#include <gradus/layers/module.h>
#include <gradus/layers/optimizer.h>

#include <cstdint>

namespace gradus::cuda {

/// Goes once through a loader's batches, which lie where the network's parameters lie: forward,
/// loss, backward, update. Nothing is read back before the last batch, and what goes to the GPU is
/// not waited for (StagedCopies), so that the CPU runs ahead of the GPU, which always has work
/// waiting for it.
/// @param model the network
/// @param optimizer of its parameters
/// @param loss what is to become small: a number from the network's output and the targets
/// @param loader the batches: {.device = model.device()}
/// @param epoch which epoch of the loader's
/// @return the mean of the batches' losses
/// @throws Error when that is not a finite number
double train_epoch(nn::Module& model, optim::Optimizer& optimizer,
                   Tensor (*loss)(const Tensor& output, const Tensor& targets),
                   const data::DataLoader& loader, std::int64_t epoch);

}  // namespace gradus::cuda
