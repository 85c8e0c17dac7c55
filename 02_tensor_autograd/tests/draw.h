#pragma once
// What the tests draw at random: numbers and shapes. The same on every machine.
#include <gradus/common/random.h>
#include <gradus/tensor_autograd/shape.h>

#include <cstdint>
#include <string_view>
#include <vector>

namespace gradus::testing {

/// Draws one random thing after the other.
class Draw {
 public:
  explicit Draw(std::string_view name) : random_(20, name) {}

  /// A whole number from `low` to `high`, both included.
  Index between(Index low, Index high) {
    return low +
           static_cast<Index>(random_.below(next_++, static_cast<std::uint64_t>(high - low + 1)));
  }
  bool chance(double probability) { return random_.uniform64(next_++) < probability; }
  double uniform(double low, double high) {
    return low + (high - low) * random_.uniform64(next_++);
  }
  double normal() { return random_.normal(next_++); }
  std::vector<double> normals(Index count) {
    std::vector<double> values;
    for (Index i = 0; i < count; ++i) values.push_back(normal());
    return values;
  }

  /// A shape of at most `max_rank` axes; a third of the sizes is 1, and now and then one is 0.
  Shape shape(int max_rank = 5, bool may_be_empty = true) {
    Shape result;
    for (Index rank = between(0, max_rank); rank > 0; --rank)
      result.push_back(chance(0.3) ? 1 : between(2, 4));
    if (may_be_empty && result.rank() > 0 && chance(0.08))
      result[static_cast<int>(between(0, result.rank() - 1))] = 0;
    return result;
  }

  /// The numbers 0 to count - 1 in random order.
  Dims permutation(int count) {
    Dims order;
    for (int i = 0; i < count; ++i) order.insert(static_cast<int>(between(0, i)), i);
    return order;
  }

 private:
  RandomStream random_;
  std::uint64_t next_ = 0;
};

}  // namespace gradus::testing
