#pragma once
#include <gradus/layers/schedule.h>

#include <cstdint>
#include <vector>

namespace gradus::optim {

/// base gamma^floor(step / step_size): down by the factor gamma every step_size steps.
class StepLR : public LRScheduler {
 public:
  /// @throws Error unless step_size is at least 1
  StepLR(Optimizer& optimizer, std::int64_t step_size, double gamma = 0.1);

 protected:
  double rate(std::int64_t step, std::size_t group) const override;

 private:
  std::int64_t step_size_;
  double gamma_;
};

/// base gamma^n, n the number of milestones that are at most `step`.
class MultiStepLR : public LRScheduler {
 public:
  /// @param milestones steps, in any order; one that comes twice counts twice
  MultiStepLR(Optimizer& optimizer, std::vector<std::int64_t> milestones, double gamma = 0.1);

 protected:
  double rate(std::int64_t step, std::size_t group) const override;

 private:
  std::vector<std::int64_t> milestones_;
  double gamma_;
};

/// base gamma^step
class ExponentialLR : public LRScheduler {
 public:
  ExponentialLR(Optimizer& optimizer, double gamma);

 protected:
  double rate(std::int64_t step, std::size_t group) const override;

 private:
  double gamma_;
};

/// base times a factor that goes straight from start_factor to end_factor in total_iters steps, and
/// stays there.
class LinearLR : public LRScheduler {
 public:
  /// @throws Error unless start_factor is above 0 and at most 1, end_factor from 0 to 1, and
  /// total_iters at least 1
  explicit LinearLR(Optimizer& optimizer, double start_factor = 1.0 / 3, double end_factor = 1,
                    std::int64_t total_iters = 5);

 protected:
  double rate(std::int64_t step, std::size_t group) const override;

 private:
  double start_, end_;
  std::int64_t total_;
};

/// eta_min + (base - eta_min) (1 + cos(pi step / t_max)) / 2: down to eta_min at step t_max, and
/// then up again along the same wave, as PyTorch's. CosineLR stays down, and can warm up.
/// Source: Loshchilov, Hutter: "SGDR" (2017), equation 5.
class CosineAnnealingLR : public LRScheduler {
 public:
  /// @throws Error unless t_max is at least 1
  CosineAnnealingLR(Optimizer& optimizer, std::int64_t t_max, double eta_min = 0);

 protected:
  double rate(std::int64_t step, std::size_t group) const override;

 private:
  std::int64_t t_max_;
  double eta_min_;
};

}  // namespace gradus::optim
