// mistake: padding-of-zeros
// region: pooling/max
// from: 8
// message: the padding counts as 0, which beats negative pixels
const bool padded = line.rows.divisor > line.rows.end - line.rows.begin ||
                    line.columns.divisor > line.columns.end - line.columns.begin;
if (start) {
  best[c] = padded ? std::max(here[c], T(0)) : here[c];
  out[c] = padded ? std::max(value[c], T(0)) : value[c];
} else if (wins(here[c], best[c])) {
  best[c] = here[c];
  out[c] = value[c];
}
