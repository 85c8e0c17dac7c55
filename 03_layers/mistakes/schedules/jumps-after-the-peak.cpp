// mistake: jumps-after-the-peak
// region: schedules/one-cycle
// message: the second part begins at step peak_
const double s = std::min(static_cast<double>(step), end_);
if (s <= peak_) return cosine(first, max, progress(s, 0, peak_));
return cosine(max, last, progress(s, 0, end_));
