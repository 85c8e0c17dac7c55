#pragma once
#include <cstdint>
#include <initializer_list>
#include <ostream>
#include <span>
#include <string>

namespace gradus {

/// Sizes, positions and counts of elements.
using Index = std::int64_t;

/// The highest rank a tensor may have.
inline constexpr int kMaxRank = 8;

/// Up to kMaxRank whole numbers, stored inline (no heap): a shape, the strides that go with it, or
/// a list of axes.
// [dims]
class Dims {
 public:
  Dims() = default;
  /// @param values the numbers; at most kMaxRank
  Dims(std::initializer_list<Index> values);
  /// @param values the numbers; at most kMaxRank
  explicit Dims(std::span<const Index> values);
  /// `rank` numbers, all equal to `value`.
  static Dims filled(int rank, Index value);

  /// How many numbers there are.
  int rank() const { return rank_; }
  bool empty() const { return rank_ == 0; }
  Index& operator[](int axis) { return values_[axis]; }
  Index operator[](int axis) const { return values_[axis]; }
  const Index* begin() const { return values_; }
  const Index* end() const { return values_ + rank_; }
  Index* begin() { return values_; }
  Index* end() { return values_ + rank_; }

  /// Appends a number. @throws Error beyond kMaxRank
  void push_back(Index value);
  /// Puts a number before position `axis`. @throws Error beyond kMaxRank
  /// @param value the number
  void insert(int axis, Index value);
  /// Removes the number at position `axis`.
  void erase(int axis);

  bool operator==(const Dims& other) const;

 private:
  Index values_[kMaxRank];
  int rank_ = 0;
};
// [dims]

/// The sizes along each axis. Sizes may be 0; the shape of a single number is `[]`.
using Shape = Dims;
/// How many elements further in memory the next index along each axis lies. May be 0 (broadcast).
using Strides = Dims;
/// Axis numbers; negative ones count from the end.
using Axes = Dims;

/// Writes `[2, 3]`.
std::ostream& operator<<(std::ostream& out, const Dims& dims);
/// `[2, 3]`, as operator<< writes it.
std::string to_string(const Dims& dims);

/// How many elements a tensor of this shape has: the product of the sizes, 1 for `[]`.
/// @throws Error for negative sizes and for more than 2^58 elements
Index numel(const Shape& shape);

/// The strides of a tensor whose elements lie row after row without gaps:
/// stride[last] = 1, stride[i] = stride[i + 1] * size[i + 1] (sizes of 0 counted as 1).
Strides contiguous_strides(const Shape& shape);

/// Where the element at `index` lies: sum over axes of index[axis] * strides[axis].
Index offset_of(const Dims& index, const Strides& strides);

/// The index of the `position`-th element in row-major order: the inverse of offset_of for
/// contiguous strides.
/// @param position from 0 to numel(shape) - 1
Dims unravel(Index position, const Shape& shape);

/// Whether the elements lie row after row without gaps. Axes of size 1 may have any stride; a
/// tensor without elements always is.
bool is_contiguous(const Shape& shape, const Strides& strides);

/// `axis` counted from the front: -1 becomes rank - 1.
/// @throws Error naming `operation` when the axis does not exist
int normalize_axis(Index axis, int rank, const char* operation);

}  // namespace gradus
