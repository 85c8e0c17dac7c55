// mistake: goes-on-after-the-end
// region: schedules/one-cycle
// message: after step end_ the rate stays where it is
const double s = static_cast<double>(step);
if (s <= peak_) return cosine(first, max, progress(s, 0, peak_));
return cosine(max, last, progress(s, peak_, end_));
