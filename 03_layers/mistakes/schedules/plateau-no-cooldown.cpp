// mistake: plateau-no-cooldown
// region: schedules/plateau
// message: counted during the cool-down
if (better(metric)) {
  best_ = metric;
  bad_epochs_ = 0;
} else {
  ++bad_epochs_;
}
if (bad_epochs_ > options_.patience) {
  lower_rates();
  cooldown_left_ = options_.cooldown;
  bad_epochs_ = 0;
}
