#pragma once
#include <gradus/common/error.h>
#include <gradus/tensor_autograd/layout.h>
#include <gradus/tensor_autograd/ordering.h>

#include <array>
#include <cstdint>

// What gather, scatter_add and cat do, without the walking around it.
namespace gradus {

// A row of columns at one height: column i has its index at index[i * strides[1]], and the element
// that goes with it at other[i * strides[2]]. The index counts along the column that begins at
// picked[i * strides[0]].
// [row]
template <class T>
struct PickRow {
  T* picked;
  const std::int64_t* index;
  T* other;
  Index count;  // how many columns
  std::array<Index, 3> strides;
};
// [row]

// gather: other = picked[index].
template <class T>
void gather_row(const PickRow<T>& row, Index step) {
  const T* x = row.picked;
  const std::int64_t* at = row.index;
  T* y = row.other;
  const auto [x_stride, at_stride, y_stride] = row.strides;
  // exercise: indexing-and-joining/gather
  //| A row of row.count results, each from a column of its own. Result i is the element of column i that the index
  //| names; element n of column 0 lies at x[n * step]. From one column to the next it is x_stride elements in x,
  //| at_stride in the index, and y_stride in the result.
  for (Index i = 0; i < row.count; ++i)
    y[i * y_stride] = x[i * x_stride + at[i * at_stride] * step];
  // end exercise
}

// scatter_add: picked[index] += other.
template <class T>
void scatter_add_row(const PickRow<T>& row, Index step) {
  T* y = row.picked;
  const std::int64_t* at = row.index;
  const T* src = row.other;
  const auto [y_stride, at_stride, src_stride] = row.strides;
  // exercise: indexing-and-joining/scatter-add
  //| The other direction: each of row.count elements of src goes to the element of its column in y that the index
  //| names (element n of column 0 is y[n * step]). Several may name the same one.
  for (Index i = 0; i < row.count; ++i)
    y[i * y_stride + at[i * at_stride] * step] += src[i * src_stride];
  // end exercise
}

// cat: where in `out` the next input goes, when `start` steps along the axis are filled.
inline Layout next_part(const Layout& out, int axis, const Shape& input, Index& start) {
  Layout part = out;
  // exercise: indexing-and-joining/cat
  //| Make `part` the layout of that place: as large as the input, beginning `start` steps along the axis. Then move
  //| `start` on, for the input after this one.
  part.shape = input;
  part.offset += start * part.strides[axis];
  start += input[axis];
  // end exercise
  return part;
}

}  // namespace gradus
