#pragma once
#include <gradus/layers/dataset.h>
#include <gradus/layers/module.h>

#include <cstdint>
#include <vector>

namespace gradus::nn {

/// How fit() trains.
struct FitOptions {
  int epochs = 5;              ///< how often it goes through the training set
  Index batch_size = 64;       ///< samples a step
  double lr = 0.004;           ///< the largest learning rate, of one cycle over the whole run
  double beta2 = 0.98;         ///< AdamW's memory of squared gradients
  double weight_decay = 0.01;  ///< AdamW's
  std::uint64_t seed = 1;      ///< of the order of the samples
};

/// What fit() saw in one epoch.
struct FitEpoch {
  double train_loss = 0;  ///< mean over the samples, each when it was learned from
  double loss = 0;        ///< on the held-out samples, after the epoch
  double accuracy = 0;    ///< the part of the held-out samples that is right, after the epoch
};

/// Trains a classifier with AdamW and the one-cycle schedule, and measures it after each epoch on
/// samples that it does not learn from, in evaluation mode: so the measuring leaves no trace, in
/// batch norm's running statistics or elsewhere, and a run without it gives the same weights.
/// @param model gives scores [N, classes]
/// @param train is asked for training_batch() of each epoch
/// @param held_out samples that are not in the training set; asked for batch() only
/// @param options how it trains
/// @return one entry an epoch
/// @throws Error as Trainer and DataLoader do
std::vector<FitEpoch> fit(Module& model, const data::Dataset& train, const data::Dataset& held_out,
                          const FitOptions& options = {});

}  // namespace gradus::nn
