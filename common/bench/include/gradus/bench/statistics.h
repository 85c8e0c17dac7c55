#pragma once
#include <cstdint>
#include <vector>

namespace gradus {

/// The middle of the sorted values; the mean of the two middle ones where their number is even.
/// @throws Error if there is none
double median(std::vector<double> values);

/// A range that holds something with a known probability.
struct Interval {
  double low = 0, high = 0;  ///< its two ends
};

/// A 95 % confidence interval of the median that assumes nothing about the distribution: of n
/// sorted values, numbers k and n + 1 - k, with the largest k for which
/// P(fewer than k of n coin tosses show heads) <= 0.025. With fewer than 6 values no k does, and
/// the interval is all there is: least to greatest.
/// Source: Conover: Practical Nonparametric Statistics (1999), section 3.2.
/// @throws Error if there is none
Interval median_interval(std::vector<double> values);

}  // namespace gradus
