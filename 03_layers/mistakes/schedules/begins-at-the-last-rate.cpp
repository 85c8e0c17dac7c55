// mistake: begins-at-the-last-rate
// region: schedules/one-cycle
// message: it begins where it should end
const double s = std::min(static_cast<double>(step), end_);
if (s <= peak_) return cosine(last, max, progress(s, 0, peak_));
return cosine(max, first, progress(s, peak_, end_));
