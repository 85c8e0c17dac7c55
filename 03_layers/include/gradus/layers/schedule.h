#pragma once
#include <gradus/layers/optimizer.h>

#include <cstdint>

namespace gradus::optim {

/// Changes an optimizer's learning rate from step to step. The rate is a function of the number of
/// steps alone, so a run that stops and resumes has only that number to remember.
class LRScheduler {
 public:
  virtual ~LRScheduler() = default;
  LRScheduler(const LRScheduler&) = delete;
  LRScheduler& operator=(const LRScheduler&) = delete;

  /// The learning rate of step 0, 1, 2, ...
  virtual double lr_at(std::int64_t step) const = 0;
  /// Goes on to the next step's rate; call it after each optimizer.step().
  void step() { go_to(step_ + 1); }
  /// Sets the rate of a given step.
  void go_to(std::int64_t step);
  std::int64_t steps() const { return step_; }

 protected:
  explicit LRScheduler(Optimizer& optimizer) : optimizer_(optimizer) {}

 private:
  Optimizer& optimizer_;
  std::int64_t step_ = 0;
};

/// The same rate all the time.
class ConstantLR : public LRScheduler {
 public:
  explicit ConstantLR(Optimizer& optimizer) : LRScheduler(optimizer), lr_(optimizer.lr()) {}
  double lr_at(std::int64_t) const override { return lr_; }

 private:
  double lr_;
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
  /// @throws Error unless total_steps is at least 1 and pct_start from 0 to 1
  OneCycleLR(Optimizer& optimizer, double max_lr, std::int64_t total_steps, const Options& options);
  OneCycleLR(Optimizer& optimizer, double max_lr, std::int64_t total_steps)
      : OneCycleLR(optimizer, max_lr, total_steps, Options()) {}
  double lr_at(std::int64_t step) const override;

 private:
  double first_, max_, last_;
  double peak_, end_;  ///< the steps at which the rate is max_ and last_
};

/// Linearly up to the optimizer's rate in warmup_steps steps, then along half a cosine wave to
/// min_lr at total_steps.
/// Source: Loshchilov, Hutter: "SGDR" (2017), without restarts; warm-up as in Goyal et al. 2017.
class CosineLR : public LRScheduler {
 public:
  /// @throws Error unless 0 <= warmup_steps < total_steps
  CosineLR(Optimizer& optimizer, std::int64_t total_steps, std::int64_t warmup_steps = 0,
           double min_lr = 0);
  double lr_at(std::int64_t step) const override;

 private:
  double max_, min_;
  std::int64_t total_, warmup_;
};

}  // namespace gradus::optim
