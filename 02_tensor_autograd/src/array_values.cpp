// Arrays from values, and their values again.
#include <gradus/common/error.h>
#include <gradus/tensor_autograd/array.h>

#include <algorithm>

namespace gradus {

template <class T>
Array Array::of(const std::vector<T>& values, const Shape& shape) {
  if (static_cast<Index>(values.size()) != gradus::numel(shape))
    fail("array: ", values.size(), " values do not fill ", shape, " (", gradus::numel(shape),
         " elements)");
  Array result = empty(shape, dtype_of<T>);
  std::copy(values.begin(), values.end(), result.data<T>());
  return result;
}

void Array::wrong_type(DType asked) const {
  fail("data: the elements are ", dtype, ", not ", asked, "; convert them with to(", asked,
       ") first");
}

void no_such_type(DType dtype, const char* operation) {
  fail(operation, ": there is no CPU kernel for ", dtype);
}

Array on_cpu(const Array& array) {
  if (array.device() == cpu) return array;
  Array copy = array;  // Bring the whole storage over; the layout stays as it is.
  copy.storage = Storage::allocate(array.storage->bytes(), cpu);
  info(array.device())
      .copy_to_cpu(copy.storage->data(), array.storage->data(), array.storage->bytes());
  return copy;
}

template <class T>
std::vector<T> to_vector(const Array& elsewhere) {
  const Array array = on_cpu(elsewhere);
  std::vector<T> values(static_cast<std::size_t>(array.numel()));
  with_type(array.dtype, "to_vector", [&](auto type) {
    const auto* data = array.data<decltype(type)>();
    for (Index i = 0; i < array.numel(); ++i)
      values[static_cast<std::size_t>(i)] =
          static_cast<T>(data[offset_of(unravel(i, array.shape()), array.strides())]);
  });
  return values;
}

template Array Array::of(const std::vector<float>&, const Shape&);
template Array Array::of(const std::vector<double>&, const Shape&);
template Array Array::of(const std::vector<std::int64_t>&, const Shape&);
template Array Array::of(const std::vector<std::uint8_t>&, const Shape&);
template std::vector<float> to_vector(const Array&);
template std::vector<double> to_vector(const Array&);
template std::vector<std::int64_t> to_vector(const Array&);
template std::vector<std::uint8_t> to_vector(const Array&);

}  // namespace gradus
