#include <gradus/common/error.h>
#include <gradus/layers/more_schedules.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace gradus::optim {

StepLR::StepLR(Optimizer& optimizer, std::int64_t step_size, double gamma)
    : LRScheduler(optimizer), step_size_(step_size), gamma_(gamma) {
  if (step_size < 1) fail("StepLR: step_size must be at least 1, not ", step_size);
  go_to(0);
}

double StepLR::rate(std::int64_t step, std::size_t group) const {
  const double base_lr = base(group);
  // exercise: schedules/step-lr
  //| The first step_size_ steps have the rate base_lr, the next step_size_ steps gamma_ times that, and so on: each stair
  //| is gamma_ times the one before it. std::pow(a, b) is a^b.
  return base_lr * std::pow(gamma_, static_cast<double>(step / step_size_));
  // end exercise
}

MultiStepLR::MultiStepLR(Optimizer& optimizer, std::vector<std::int64_t> milestones, double gamma)
    : LRScheduler(optimizer), milestones_(std::move(milestones)), gamma_(gamma) {
  go_to(0);
}

double MultiStepLR::rate(std::int64_t step, std::size_t group) const {
  const auto passed = std::count_if(milestones_.begin(), milestones_.end(),
                                    [step](std::int64_t milestone) { return milestone <= step; });
  return base(group) * std::pow(gamma_, static_cast<double>(passed));
}

ExponentialLR::ExponentialLR(Optimizer& optimizer, double gamma)
    : LRScheduler(optimizer), gamma_(gamma) {
  go_to(0);
}

double ExponentialLR::rate(std::int64_t step, std::size_t group) const {
  return base(group) * std::pow(gamma_, static_cast<double>(step));
}

LinearLR::LinearLR(Optimizer& optimizer, double start_factor, double end_factor,
                   std::int64_t total_iters)
    : LRScheduler(optimizer), start_(start_factor), end_(end_factor), total_(total_iters) {
  if (!(start_factor > 0 && start_factor <= 1) || !(end_factor >= 0 && end_factor <= 1))
    fail("LinearLR: the factors must be from 0 to 1, and the first above 0, not ", start_factor,
         " and ", end_factor);
  if (total_iters < 1) fail("LinearLR: total_iters must be at least 1, not ", total_iters);
  go_to(0);
}

double LinearLR::rate(std::int64_t step, std::size_t group) const {
  const double part = static_cast<double>(std::min(step, total_)) / static_cast<double>(total_);
  return base(group) * (start_ + (end_ - start_) * part);
}

CosineAnnealingLR::CosineAnnealingLR(Optimizer& optimizer, std::int64_t t_max, double eta_min)
    : LRScheduler(optimizer), t_max_(t_max), eta_min_(eta_min) {
  if (t_max < 1) fail("CosineAnnealingLR: t_max must be at least 1, not ", t_max);
  go_to(0);
}

double CosineAnnealingLR::rate(std::int64_t step, std::size_t group) const {
  const double part = static_cast<double>(step) / static_cast<double>(t_max_);
  return eta_min_ + (base(group) - eta_min_) / 2 * (1 + std::cos(std::numbers::pi * part));
}

}  // namespace gradus::optim
