#include <gradus/common/error.h>
#include <gradus/common/random.h>
#include <gradus/scalar_autograd/two_moons.h>

#include <cmath>
#include <numbers>

namespace gradus::scalar {

Samples two_moons(int count, double noise, std::uint64_t seed) {
  if (count < 1) fail("two_moons: needs at least one sample, not ", count);
  const RandomStream angle(seed, "moons angle"), shift(seed, "moons noise");
  Samples samples;
  for (int i = 0; i < count; ++i) {
    const auto element = static_cast<std::uint64_t>(i);
    const double t = std::numbers::pi * angle.uniform64(element);
    const bool upper = i % 2 == 0;
    const double x = upper ? std::cos(t) : 1 - std::cos(t);
    const double y = upper ? std::sin(t) : 0.5 - std::sin(t);
    samples.points.push_back(
        {x + noise * shift.normal(2 * element), y + noise * shift.normal(2 * element + 1)});
    samples.labels.push_back(upper ? -1 : 1);
  }
  return samples;
}

}  // namespace gradus::scalar
