#pragma once
#include <gradus/layers/module.h>
#include <gradus/layers/optimizer.h>

#include <cstdint>
#include <functional>
#include <type_traits>
#include <utility>

namespace gradus::nn {

/// Trains a network batch by batch: forward, loss, backward, update.
class Trainer {
 public:
  /// What is to become small: a number from the network's output and the targets.
  using Loss = Tensor (*)(const Tensor& output, const Tensor& targets);

  /// Model and optimizer must outlive the trainer.
  /// @param model the network
  /// @param loss what is to become small
  Trainer(Module& model, optim::Optimizer& optimizer, Loss loss)
      : model_(model), optimizer_(optimizer), loss_(loss) {}
  /// The same with anything that can be called so, a lambda or a loss with settings.
  template <class F>
  requires std::is_invocable_r_v<Tensor, const F&, const Tensor&, const Tensor&> Trainer(
      Module& model, optim::Optimizer& optimizer, F loss)
      : model_(model), optimizer_(optimizer), loss_(std::move(loss)) {}

  /// One step on one batch. Gives the loss before the update.
  /// @param micro_batches in how many equal parts the batch passes through the network, one after
  /// the other, for batches that do not fit into memory; the update is that of the whole batch
  /// @throws Error when the loss is not a finite number (parameters are not changed then; the
  /// message says in which operation it first arose), when it depends
  /// on a tensor that requires a gradient but is none of the optimizer's parameters, and when the
  /// batch cannot be split
  /// @param inputs of the batch
  /// @param targets of the batch
  double step(const Tensor& inputs, const Tensor& targets, Index micro_batches = 1);
  /// What shall happen in every step when the gradients are complete, before the update: the place
  /// for gradient clipping. @param function called once a step, whatever the micro-batches
  void before_update(std::function<void()> function) { before_update_ = std::move(function); }
  /// How many steps were made.
  std::int64_t steps() const { return steps_; }

 private:
  double backward_on(const Tensor& inputs, const Tensor& targets, double weight);
  [[noreturn]] void loss_not_finite(double loss, const Tensor& inputs, const Tensor& targets);

  Module& model_;
  optim::Optimizer& optimizer_;
  std::function<Tensor(const Tensor&, const Tensor&)> loss_;
  std::function<void()> before_update_ = [] {};
  std::int64_t steps_ = 0;
};

/// Checks that every leaf of the graph of `loss` that collects a gradient is one of `parameters`: a
/// layer that was not registered computes, but does not learn.
/// @throws Error with the shapes of the others
void check_all_trained(const Tensor& loss, const std::vector<Tensor>& parameters);

}  // namespace gradus::nn
