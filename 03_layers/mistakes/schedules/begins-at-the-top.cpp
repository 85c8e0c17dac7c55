// mistake: begins-at-the-top
// region: schedules/one-cycle
// message: the first part goes up, from first_ to max_
const double s = std::min(static_cast<double>(step), end_);
return cosine(max_, last_, progress(s, 0, end_));
