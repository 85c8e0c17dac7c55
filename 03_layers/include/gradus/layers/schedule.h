#pragma once
#include <gradus/layers/optimizer.h>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace gradus::optim {

/// Changes an optimizer's learning rates from step to step: that of each group, beginning with the
/// one it had when the schedule was made. The rates are functions of the number of steps alone, so
/// a run that stops and resumes has only that number to remember.
class LRScheduler {
 public:
  virtual ~LRScheduler() = default;
  LRScheduler(const LRScheduler&) = delete;
  LRScheduler& operator=(const LRScheduler&) = delete;

  /// The learning rate of a group in step 0, 1, 2, ...
  double lr_at(std::int64_t step, std::size_t group = 0) const { return rate(step, group); }
  /// Goes on to the next step's rates; call it after each optimizer.step().
  void step() { go_to(step_ + 1); }
  /// Sets the rates of a given step. @throws Error when a group was added to the optimizer since
  void go_to(std::int64_t step);
  std::int64_t steps() const { return step_; }

  /// The number of steps, for saving.
  std::map<std::string, Tensor> state_dict() const;
  /// Goes to the step of such a state. @throws Error when it is not one
  void load_state_dict(const std::map<std::string, Tensor>& state);

 protected:
  /// Notes the rates that the groups have now.
  explicit LRScheduler(Optimizer& optimizer);
  /// What lr_at() gives. @param step from 0
  virtual double rate(std::int64_t step, std::size_t group) const = 0;
  /// The rate that a group had when the schedule was made.
  double base(std::size_t group) const { return base_.at(group); }

 private:
  Optimizer& optimizer_;
  std::vector<double> base_;
  std::int64_t step_ = 0;
};

/// The same rate all the time.
class ConstantLR : public LRScheduler {
 public:
  explicit ConstantLR(Optimizer& optimizer) : LRScheduler(optimizer) {}

 protected:
  double rate(std::int64_t, std::size_t group) const override { return base(group); }
};

/// Up from max_lr / div_factor to max_lr in the first part, then down to
/// max_lr / div_factor / final_div_factor, both along half a cosine wave. Momentum is left alone.
/// Source: Smith, Topin: "Super-convergence" (2018); formulas of PyTorch's OneCycleLR.
class OneCycleLR : public LRScheduler {
 public:
  /// How the rate moves.
  struct Options {
    double pct_start = 0.3;         ///< the part of all steps that goes up
    double div_factor = 25;         ///< the peak divided by the first rate
    double final_div_factor = 1e4;  ///< the first rate divided by the last
  };
  /// @throws Error unless total_steps is at least 1, pct_start from 0 to 1, and max_lr from 0 up
  OneCycleLR(Optimizer& optimizer, double max_lr, std::int64_t total_steps, const Options& options);
  OneCycleLR(Optimizer& optimizer, double max_lr, std::int64_t total_steps)
      : OneCycleLR(optimizer, max_lr, total_steps, Options()) {}
  /// With a largest rate for each group, `max_lrs`. @throws Error when there are more or fewer than
  /// groups
  OneCycleLR(Optimizer& optimizer, std::vector<double> max_lrs, std::int64_t total_steps,
             const Options& options);

 protected:
  double rate(std::int64_t step, std::size_t group) const override;

 private:
  Options options_;
  std::vector<double> max_;
  double peak_, end_;  // the steps with the largest rate and with the last
};

/// Linearly up to the group's rate in warmup_steps steps, then along half a cosine wave to
/// min_lr at total_steps.
/// Source: Loshchilov, Hutter: "SGDR" (2017), without restarts; warm-up as in Goyal et al. 2017.
class CosineLR : public LRScheduler {
 public:
  /// @throws Error unless 0 <= warmup_steps < total_steps
  CosineLR(Optimizer& optimizer, std::int64_t total_steps, std::int64_t warmup_steps = 0,
           double min_lr = 0);

 protected:
  double rate(std::int64_t step, std::size_t group) const override;

 private:
  double min_;
  std::int64_t total_, warmup_;
};

}  // namespace gradus::optim
