#include <gradus/common/error.h>
#include <gradus/layers/schedule.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace gradus::optim {
namespace {

// From `from` to `to` along half a cosine wave; part goes from 0 to 1.
double cosine(double from, double to, double part) {
  // exercise: schedules/cosine
  //| At part = 0 the result is `from`, at part = 1 it is `to`, in between it follows cos from 0 to pi: slow at both ends.
  return to + (from - to) / 2 * (1 + std::cos(std::numbers::pi * part));
  // end exercise
}

// How much of the way from `begin` to `end` lies behind `step`.
double progress(double step, double begin, double end) {
  return end > begin ? (step - begin) / (end - begin) : 1;
}

}  // namespace

LRScheduler::LRScheduler(Optimizer& optimizer) : optimizer_(optimizer) {
  for (const ParamGroup& group : optimizer.param_groups()) base_.push_back(group.lr);
}

void LRScheduler::go_to(std::int64_t step) {
  if (step < 0) fail("schedule: there is no step ", step);
  if (optimizer_.param_groups().size() != base_.size())
    fail("schedule: it was made for ", base_.size(),
         " groups of parameters, and the optimizer has ", optimizer_.param_groups().size(),
         "; add all groups before you make the schedule");
  step_ = step;
  for (std::size_t group = 0; group < base_.size(); ++group)
    optimizer_.set_lr(group, rate(step, group));
}

std::map<std::string, Tensor> LRScheduler::state_dict() const {
  return {{"step", Tensor(static_cast<double>(step_), int64)}};
}

void LRScheduler::load_state_dict(const std::map<std::string, Tensor>& state) {
  const auto found = state.find("step");
  if (found == state.end() || state.size() != 1)
    fail("schedule: the saved state must hold one number, step");
  go_to(static_cast<std::int64_t>(found->second.item()));
}

OneCycleLR::OneCycleLR(Optimizer& optimizer, double max_lr, std::int64_t total_steps,
                       const Options& options)
    : OneCycleLR(optimizer, std::vector<double>(optimizer.param_groups().size(), max_lr),
                 total_steps, options) {}

OneCycleLR::OneCycleLR(Optimizer& optimizer, std::vector<double> max_lrs, std::int64_t total_steps,
                       const Options& options)
    : LRScheduler(optimizer),
      options_(options),
      max_(std::move(max_lrs)),
      peak_(options.pct_start * static_cast<double>(total_steps) - 1),
      end_(static_cast<double>(total_steps - 1)) {
  if (total_steps < 1) fail("OneCycleLR: total_steps must be at least 1, not ", total_steps);
  if (!(options.pct_start >= 0 && options.pct_start <= 1))
    fail("OneCycleLR: pct_start must be from 0 to 1, not ", options.pct_start);
  if (max_.size() != optimizer.param_groups().size())
    fail("OneCycleLR: ", max_.size(), " largest rates for ", optimizer.param_groups().size(),
         " groups of parameters");
  for (double max : max_)
    if (!(max >= 0)) fail("OneCycleLR: max_lr must not be negative: ", max);
  go_to(0);
}

double OneCycleLR::rate(std::int64_t step, std::size_t group) const {
  const double max = max_.at(group), first = max / options_.div_factor;
  const double last = first / options_.final_div_factor;
  // exercise: schedules/one-cycle
  //| Up to step peak_ the rate goes from `first` to `max`, after it from `max` to `last`, which it reaches at step end_
  //| and keeps. cosine(from, to, part) goes from one value to another; progress(step, begin, end) says which part of the
  //| way is done.
  const double s = std::min(static_cast<double>(step), end_);
  if (s <= peak_) return cosine(first, max, progress(s, 0, peak_));
  return cosine(max, last, progress(s, peak_, end_));
  // end exercise
}

CosineLR::CosineLR(Optimizer& optimizer, std::int64_t total_steps, std::int64_t warmup_steps,
                   double min_lr)
    : LRScheduler(optimizer), min_(min_lr), total_(total_steps), warmup_(warmup_steps) {
  if (warmup_steps < 0 || warmup_steps >= total_steps)
    fail("CosineLR: needs 0 <= warmup_steps < total_steps, not ", warmup_steps, " and ",
         total_steps);
  go_to(0);
}

double CosineLR::rate(std::int64_t step, std::size_t group) const {
  if (step < warmup_)
    return base(group) * static_cast<double>(step + 1) / static_cast<double>(warmup_ + 1);
  const double part =
      static_cast<double>(std::min(step, total_) - warmup_) / static_cast<double>(total_ - warmup_);
  return cosine(base(group), min_, part);
}

}  // namespace gradus::optim
