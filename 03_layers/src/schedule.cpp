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

void LRScheduler::go_to(std::int64_t step) {
  step_ = step;
  optimizer_.set_lr(lr_at(step));
}

OneCycleLR::OneCycleLR(Optimizer& optimizer, double max_lr, std::int64_t total_steps,
                       const Options& options)
    : LRScheduler(optimizer),
      first_(max_lr / options.div_factor),
      max_(max_lr),
      last_(first_ / options.final_div_factor),
      peak_(options.pct_start * static_cast<double>(total_steps) - 1),
      end_(static_cast<double>(total_steps - 1)) {
  if (total_steps < 1) fail("OneCycleLR: total_steps must be at least 1, not ", total_steps);
  if (!(options.pct_start >= 0 && options.pct_start <= 1))
    fail("OneCycleLR: pct_start must be from 0 to 1, not ", options.pct_start);
  go_to(0);
}

double OneCycleLR::lr_at(std::int64_t step) const {
  // exercise: schedules/one-cycle
  //| Up to step peak_ the rate goes from first_ to max_, after it from max_ to last_, which it reaches at step end_ and
  //| keeps. cosine(from, to, part) goes from one value to another; progress(step, begin, end) says which part of the way
  //| is done.
  const double s = std::min(static_cast<double>(step), end_);
  if (s <= peak_) return cosine(first_, max_, progress(s, 0, peak_));
  return cosine(max_, last_, progress(s, peak_, end_));
  // end exercise
}

CosineLR::CosineLR(Optimizer& optimizer, std::int64_t total_steps, std::int64_t warmup_steps,
                   double min_lr)
    : LRScheduler(optimizer),
      max_(optimizer.lr()),
      min_(min_lr),
      total_(total_steps),
      warmup_(warmup_steps) {
  if (warmup_steps < 0 || warmup_steps >= total_steps)
    fail("CosineLR: needs 0 <= warmup_steps < total_steps, not ", warmup_steps, " and ",
         total_steps);
  go_to(0);
}

double CosineLR::lr_at(std::int64_t step) const {
  if (step < warmup_)
    return max_ * static_cast<double>(step + 1) / static_cast<double>(warmup_ + 1);
  const double part =
      static_cast<double>(std::min(step, total_) - warmup_) / static_cast<double>(total_ - warmup_);
  return cosine(max_, min_, part);
}

}  // namespace gradus::optim
