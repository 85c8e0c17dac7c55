#include <gradus/common/error.h>
#include <gradus/tensor_autograd/shape.h>

#include <algorithm>
#include <sstream>

namespace gradus {

Dims::Dims(std::initializer_list<Index> values) : Dims(std::span(values.begin(), values.size())) {}

Dims::Dims(std::span<const Index> values) {
  for (Index value : values) push_back(value);
}

Dims Dims::filled(int rank, Index value) {
  Dims result;
  for (int i = 0; i < rank; ++i) result.push_back(value);
  return result;
}

void Dims::push_back(Index value) {
  if (rank_ == kMaxRank)
    fail("shape: at most ", kMaxRank, " axes are supported; ", *this, " has that many already");
  values_[rank_++] = value;
}

void Dims::insert(int axis, Index value) {
  push_back(value);
  std::rotate(values_ + axis, values_ + rank_ - 1, values_ + rank_);
}

void Dims::erase(int axis) {
  std::copy(values_ + axis + 1, values_ + rank_, values_ + axis);
  --rank_;
}

bool Dims::operator==(const Dims& other) const {
  return std::equal(begin(), end(), other.begin(), other.end());
}

std::ostream& operator<<(std::ostream& out, const Dims& dims) {
  out << '[';
  for (int i = 0; i < dims.rank(); ++i) out << (i ? ", " : "") << dims[i];
  return out << ']';
}

std::string to_string(const Dims& dims) {
  std::ostringstream out;
  out << dims;
  return out.str();
}

Index numel(const Shape& shape) {
  constexpr Index kMost = Index{1} << 58;  // so that their bytes can be counted, too
  Index product = 1;  // of the sizes that are not 0: strides must not overflow either
  for (Index size : shape) {
    if (size < 0) fail("shape: ", shape, " has a negative size");
    if (__builtin_mul_overflow(product, std::max<Index>(size, 1), &product) || product > kMost)
      fail("shape: ", shape, " has more elements than any memory holds");
  }
  return std::find(shape.begin(), shape.end(), 0) == shape.end() ? product : 0;
}

Strides contiguous_strides(const Shape& shape) {
  // exercise: shapes-and-strides/contiguous-strides
  //| Walk from the last axis to the first. The last stride is 1; each stride before it is as long as a whole step
  //| of the axis behind it. Count a size of 0 as 1.
  Strides strides = Strides::filled(shape.rank(), 1);
  for (int axis = shape.rank() - 2; axis >= 0; --axis)
    strides[axis] = strides[axis + 1] * std::max<Index>(shape[axis + 1], 1);
  return strides;
  // end exercise
}

Index offset_of(const Dims& index, const Strides& strides) {
  // exercise: shapes-and-strides/offset-of
  //| One multiplication and one addition an axis.
  Index offset = 0;
  for (int axis = 0; axis < index.rank(); ++axis) offset += index[axis] * strides[axis];
  return offset;
  // end exercise
}

Dims unravel(Index position, const Shape& shape) {
  // exercise: shapes-and-strides/unravel
  //| Row-major order counts like an odometer: the last axis turns fastest.
  Dims index = Dims::filled(shape.rank(), 0);
  for (int axis = shape.rank() - 1; axis >= 0; --axis) {
    index[axis] = position % shape[axis];
    position /= shape[axis];
  }
  return index;
  // end exercise
}

bool is_contiguous(const Shape& shape, const Strides& strides) {
  // exercise: shapes-and-strides/is-contiguous
  //| Compare with the strides that the shape would have without gaps. Two cases do not matter: the stride of an axis
  //| of size 1, which nobody ever takes, and every stride of a tensor without elements.
  if (numel(shape) == 0) return true;
  Index expected = 1;
  for (int axis = shape.rank() - 1; axis >= 0; --axis) {
    if (shape[axis] == 1) continue;
    if (strides[axis] != expected) return false;
    expected *= shape[axis];
  }
  return true;
  // end exercise
}

int normalize_axis(Index axis, int rank, const char* operation) {
  if (axis < -rank || axis >= rank)
    fail(operation, ": there is no axis ", axis, " in a tensor of rank ", rank,
         rank == 0 ? "; a single number has no axes"
                   : "; use " + std::to_string(-rank) + " to " + std::to_string(rank - 1));
  return static_cast<int>(axis < 0 ? axis + rank : axis);
}

}  // namespace gradus
