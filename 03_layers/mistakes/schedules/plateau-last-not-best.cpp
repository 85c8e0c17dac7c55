// mistake: plateau-last-not-best
// region: schedules/plateau
// message: compared with the last one and not with the best
const bool good = better(metric);
best_ = metric;
if (good) {
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
