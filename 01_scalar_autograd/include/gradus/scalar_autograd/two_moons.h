#pragma once
#include <cstdint>
#include <vector>

namespace gradus::scalar {

/// Points in the plane, each with a label: -1 or 1.
struct Samples {
  std::vector<std::vector<double>> points;  ///< each {x, y}
  std::vector<double> labels;               ///< one a point
};

/// Two half circles that reach into each other, so that no straight line separates them: the upper
/// one (label -1) around (0, 0), the lower one (label 1) around (1, 0.5), both of radius 1. They
/// alternate: even samples are of the upper one.
/// @param count the number of samples
/// @param noise the standard deviation of what is added to each coordinate
/// @param seed equal seeds make equal samples
/// @throws Error if count is not positive
Samples two_moons(int count, double noise, std::uint64_t seed);

}  // namespace gradus::scalar
