#pragma once
#include <gradus/layers/optimizer.h>

#include <cstdint>
#include <map>
#include <string>

namespace gradus::optim {

/// Lowers the learning rates when a measurement stops getting better. It is told the measurement
/// after each epoch, such as the loss on images that are not trained on:
///
///     ReduceLROnPlateau schedule(optimizer, {.patience = 3});
///     schedule.step(validation_loss);
///
/// The rates depend on what was measured, so both this state and the optimizer's must be saved.
class ReduceLROnPlateau {
 public:
  /// Which measurements are good: small ones or large ones.
  enum class Mode { min, max };
  /// How `threshold` counts: as a part of the best measurement, or by itself.
  enum class ThresholdMode { rel, abs };
  /// When and how the rates fall.
  struct Options {
    Mode mode = Mode::min;       ///< which measurements are good
    double factor = 0.1;         ///< by what the rates are multiplied
    std::int64_t patience = 10;  ///< how many epochs in a row may bring nothing better
    double threshold = 1e-4;     ///< by how much a measurement must be better to count
    ThresholdMode threshold_mode = ThresholdMode::rel;  ///< how that is meant
    std::int64_t cooldown = 0;  ///< epochs after a fall during which nothing is counted
    double min_lr = 0;          ///< the rates do not go below
    double eps = 1e-8;          ///< a fall by less than this is left out
  };

  /// @throws Error unless factor is at least 0 and below 1
  ReduceLROnPlateau(Optimizer& optimizer, const Options& options);
  explicit ReduceLROnPlateau(Optimizer& optimizer) : ReduceLROnPlateau(optimizer, Options()) {}

  /// Takes note of an epoch's measurement; NaN counts as nothing better.
  /// @param metric the measurement
  void step(double metric);
  /// The best measurement so far; infinitely bad before the first.
  double best() const { return best_; }

  /// What it remembers, for saving.
  std::map<std::string, Tensor> state_dict() const;
  /// Takes such a state over. @throws Error when it is not one
  void load_state_dict(const std::map<std::string, Tensor>& state);

 private:
  bool better(double metric) const;
  void lower_rates();

  Optimizer& optimizer_;
  Options options_;
  double best_;
  std::int64_t bad_epochs_ = 0, cooldown_left_ = 0;
};

}  // namespace gradus::optim
