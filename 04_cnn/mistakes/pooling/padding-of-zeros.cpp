// mistake: padding-of-zeros
// region: pooling/max
// from: 8
// message: the padding counts as 0, which beats negative pixels
const bool padded = line.rows.divisor > line.rows.end - line.rows.begin ||
                    line.columns.divisor > line.columns.end - line.columns.begin;
if (start) {
  best = here;
  chosen = value;
  if (padded) {
    best = here > V{} ? here : V{};
    chosen = value > V{} ? value : V{};
  }
}
const auto better = wins(here, best);
best = better ? here : best;
chosen = better ? value : chosen;
