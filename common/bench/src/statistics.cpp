#include <gradus/bench/statistics.h>
#include <gradus/common/error.h>

#include <algorithm>
#include <cmath>

namespace gradus {

double median(std::vector<double> values) {
  if (values.empty()) fail("median: no values");
  std::sort(values.begin(), values.end());
  const std::size_t n = values.size();
  return n % 2 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

Interval median_interval(std::vector<double> values) {
  if (values.empty()) fail("median_interval: no values");
  std::sort(values.begin(), values.end());
  const std::size_t n = values.size();
  // below = P(at most k heads), from P(0 heads) = 2^-n on.
  double exactly = std::pow(0.5, static_cast<double>(n)), below = exactly;
  std::size_t k = 0;
  while (below <= 0.025) {
    ++k;
    exactly *= static_cast<double>(n - k + 1) / static_cast<double>(k);
    below += exactly;
  }
  k = std::max<std::size_t>(k, 1);
  return {values[k - 1], values[n - k]};
}

}  // namespace gradus
