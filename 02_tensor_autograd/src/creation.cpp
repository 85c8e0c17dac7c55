#include <gradus/common/error.h>
#include <gradus/tensor_autograd/creation.h>

#include <algorithm>
#include <cmath>

namespace gradus {

Tensor empty(const Shape& shape, DType dtype) { return Tensor(Array::empty(shape, dtype)); }

Tensor full(const Shape& shape, double value, DType dtype) {
  const Array array = Array::empty(shape, dtype);
  with_type(dtype, "full", [&](auto type) {
    using T = decltype(type);
    std::fill_n(array.data<T>(), array.numel(), static_cast<T>(value));
  });
  return Tensor(array);
}

Tensor zeros(const Shape& shape, DType dtype) { return full(shape, 0, dtype); }
Tensor ones(const Shape& shape, DType dtype) { return full(shape, 1, dtype); }

Tensor number(double value, DType dtype, Device device) {
  const Tensor number = Tensor::of({value}, {}, dtype);
  if (device == cpu) return number;
  const Array there = Array::empty({}, dtype, device);
  info(device).copy_from_cpu(there.storage->data(), number.array().storage->data(),
                             info(dtype).size);
  return Tensor(there);
}

Tensor arange(double start, double stop, double step, DType dtype) {
  if (step == 0) fail("arange: the step is 0");
  const auto count = static_cast<Index>(std::max(0.0, std::ceil((stop - start) / step)));
  const Array array = Array::empty({count}, dtype);
  with_type(dtype, "arange", [&](auto type) {
    using T = decltype(type);
    for (Index i = 0; i < count; ++i)
      array.data<T>()[i] = static_cast<T>(start + static_cast<double>(i) * step);
  });
  return Tensor(array);
}

}  // namespace gradus
