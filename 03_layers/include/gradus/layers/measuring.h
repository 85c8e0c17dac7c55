#pragma once
#include <gradus/layers/data_loader.h>
#include <gradus/layers/module.h>

#include <vector>

namespace gradus::nn {

/// Switches a module to evaluation until the end of a scope: `EvalMode mode(model);`
class EvalMode {
 public:
  explicit EvalMode(Module& module) : module_(module), before_(module.training()) {
    module_.eval();
  }
  ~EvalMode() { module_.train(before_); }
  EvalMode(const EvalMode&) = delete;
  EvalMode& operator=(const EvalMode&) = delete;

 private:
  Module& module_;
  bool before_;
};

/// How many rows of `scores` [N, C] have their largest number where `labels` [N] says.
/// @throws Error when the sizes do not fit
Index count_correct(const Tensor& scores, const Tensor& labels);

/// How good a network is on a data set.
struct Evaluation {
  double accuracy = 0;           ///< the part that is right, from 0 to 1
  double loss = 0;               ///< the mean cross-entropy
  std::vector<Index> predicted;  ///< the class with the largest score, for each sample
};

/// Lets a network in evaluation mode, without a graph, look at a whole data set. Its mode is as
/// before afterwards.
/// @param model the network
/// @param batch_size how many samples it sees at a time
Evaluation evaluate(Module& model, const data::Dataset& dataset, Index batch_size = 1000);

}  // namespace gradus::nn
