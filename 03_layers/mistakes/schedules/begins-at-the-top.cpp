// mistake: begins-at-the-top
// region: schedules/one-cycle
// message: the first part goes up, from first to max
const double s = std::min(static_cast<double>(step), end_);
return cosine(max, last, progress(s, 0, end_));
