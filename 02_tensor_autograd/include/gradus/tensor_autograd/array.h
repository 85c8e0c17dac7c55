#pragma once
#include <gradus/common/error.h>
#include <gradus/tensor_autograd/dtype.h>
#include <gradus/tensor_autograd/layout.h>
#include <gradus/tensor_autograd/storage.h>

#include <vector>

namespace gradus {

/// The elements of a tensor: a storage, how they lie in it, and their type. A handle: copies share
/// the elements.
struct Array {
  // [array]
  Ref<Storage> storage;
  Layout layout;
  DType dtype = float32;
  // [array]

  /// New memory, contents undefined.
  static Array empty(const Shape& shape, DType dtype, Device device = cpu);
  /// Row-major elements. T is float, double, std::int64_t or std::uint8_t.
  /// @throws Error when the number of values is not that of the shape
  template <class T>
  static Array of(const std::vector<T>& values, const Shape& shape);

  Device device() const { return storage->device(); }
  const Shape& shape() const { return layout.shape; }
  const Strides& strides() const { return layout.strides; }
  /// The number of axes.
  int rank() const { return layout.rank(); }
  Index numel() const { return layout.numel(); }
  bool is_contiguous() const { return layout.is_contiguous(); }

  /// The same elements under another layout.
  /// @param view the other layout
  Array with(const Layout& view) const { return {storage, view, dtype}; }

  /// The first element. @throws Error unless T is the element type
  template <class T>
  T* data() const {
    if (!(dtype_of<T> == dtype)) wrong_type(dtype_of<T>);
    return reinterpret_cast<T*>(storage->data()) + layout.offset;
  }

 private:
  [[noreturn]] void wrong_type(DType asked) const;
};

/// Typed access to an array on the CPU by index: `view(2, 3) = 1`. It copies no elements and checks
/// no bounds.
template <class T>
class View {
 public:
  explicit View(const Array& array) : data_(array.data<T>()), layout_(array.layout) {}

  const Shape& shape() const { return layout_.shape; }
  /// The element at an index of as many numbers as there are axes.
  template <class... Indices>
  T& operator()(Indices... indices) const {
    const Index index[] = {static_cast<Index>(indices)..., 0};
    // exercise: storage-and-dtypes/view
    //| `data_` points at the element whose indices are all 0. The strides in layout_ tell how far each index moves.
    Index offset = 0;
    for (int axis = 0; axis < static_cast<int>(sizeof...(indices)); ++axis)
      offset += index[axis] * layout_.strides[axis];
    return data_[offset];
    // end exercise
  }
  /// The element at an index given as numbers in a row.
  T& at(const Dims& index) const { return data_[offset_of(index, layout_.strides)]; }

 private:
  T* data_;
  Layout layout_;
};

/// The array itself where it lies on the CPU, else a copy there with the same layout.
Array on_cpu(const Array& array);

/// The elements of an array on any device, in row-major order, converted to T.
/// T is double, float, std::int64_t or std::uint8_t.
template <class T>
std::vector<T> to_vector(const Array& array);

/// Calls `body(T{})` with T the C++ type of the dtype: a run-time dtype becomes a compile-time
/// type.
/// @throws Error naming `operation` for a dtype that has no C++ type in this chapter
template <class Body>
decltype(auto) with_type(DType dtype, const char* operation, Body&& body);

/// Throws the Error of with_type(), which names `operation`.
/// @throws Error always
[[noreturn]] void no_such_type(DType dtype, const char* operation);

template <class Body>
decltype(auto) with_type(DType dtype, const char* operation, Body&& body) {
  if (dtype == float32) return body(float{});
  if (dtype == float64) return body(double{});
  if (dtype == int64) return body(std::int64_t{});
  if (dtype == uint8) return body(std::uint8_t{});
  if (dtype == bool_) return body(bool{});
  no_such_type(dtype, operation);
}

}  // namespace gradus
