#include <gradus/common/error.h>
#include <gradus/layers/plateau.h>

#include <algorithm>
#include <limits>

namespace gradus::optim {

ReduceLROnPlateau::ReduceLROnPlateau(Optimizer& optimizer, const Options& options)
    : optimizer_(optimizer),
      options_(options),
      best_(options.mode == Mode::min ? std::numeric_limits<double>::infinity()
                                      : -std::numeric_limits<double>::infinity()) {
  if (!(options.factor >= 0 && options.factor < 1))
    fail("ReduceLROnPlateau: factor must be from 0 to below 1, not ", options.factor);
}

bool ReduceLROnPlateau::better(double metric) const {
  const double sign = options_.mode == Mode::min ? -1 : 1;
  if (options_.threshold_mode == ThresholdMode::rel)
    return sign * metric > sign * best_ * (1 + sign * options_.threshold);
  return sign * metric > sign * best_ + options_.threshold;
}

void ReduceLROnPlateau::lower_rates() {
  for (std::size_t group = 0; group < optimizer_.param_groups().size(); ++group) {
    const double before = optimizer_.param_groups()[group].lr;
    const double after = std::max(before * options_.factor, options_.min_lr);
    if (before - after > options_.eps) optimizer_.set_lr(group, after);
  }
}

void ReduceLROnPlateau::step(double metric) {
  // exercise: schedules/plateau
  //| better(metric) says whether the metric is better than best_; then it is the new best_. bad_epochs_ counts how many
  //| epochs in a row brought nothing better. During the cool-down, which takes cooldown_left_ more epochs, it stays 0.
  //| When there are more than options_.patience of them: lower_rates(), begin the cool-down of options_.cooldown epochs,
  //| and count anew.
  if (better(metric)) {
    best_ = metric;
    bad_epochs_ = 0;
  } else {
    ++bad_epochs_;
  }
  if (cooldown_left_ > 0) {
    --cooldown_left_;
    bad_epochs_ = 0;
  }
  if (bad_epochs_ > options_.patience) {
    lower_rates();
    cooldown_left_ = options_.cooldown;
    bad_epochs_ = 0;
  }
  // end exercise
}

std::map<std::string, Tensor> ReduceLROnPlateau::state_dict() const {
  return {{"best", Tensor(best_, float64)},
          {"bad_epochs", Tensor(static_cast<double>(bad_epochs_), int64)},
          {"cooldown_left", Tensor(static_cast<double>(cooldown_left_), int64)}};
}

void ReduceLROnPlateau::load_state_dict(const std::map<std::string, Tensor>& state) {
  const auto number = [&](const char* name) {
    const auto found = state.find(name);
    if (found == state.end()) fail("ReduceLROnPlateau: ", name, " is missing in the saved state");
    return found->second.item();
  };
  const double best = number("best"), bad_epochs = number("bad_epochs");
  cooldown_left_ = static_cast<std::int64_t>(number("cooldown_left"));
  best_ = best;
  bad_epochs_ = static_cast<std::int64_t>(bad_epochs);
}

}  // namespace gradus::optim
