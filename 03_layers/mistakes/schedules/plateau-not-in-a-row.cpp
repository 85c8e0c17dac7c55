// mistake: plateau-not-in-a-row
// region: schedules/plateau
// message: an epoch that brings something better ends the row
if (better(metric)) {
  best_ = metric;
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
