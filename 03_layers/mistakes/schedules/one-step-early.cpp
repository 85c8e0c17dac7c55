// mistake: one-step-early
// region: schedules/one-cycle
// message: each rate comes one step too early
  const double s = std::min(static_cast<double>(step + 1), end_);
  if (s <= peak_) return cosine(first, max, progress(s, 0, peak_));
  return cosine(max, last, progress(s, peak_, end_));
