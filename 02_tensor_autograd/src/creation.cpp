#include <gradus/common/error.h>
#include <gradus/tensor_autograd/creation.h>
#include <gradus/tensor_autograd/elementwise.h>
#include <gradus/tensor_autograd/promotion.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

namespace gradus {
namespace {

// A number as an element.
template <class T>
T element(Scalar value) {
  if constexpr (std::is_integral_v<T> && !std::is_same_v<T, bool>) {
    using Limits = std::numeric_limits<T>;
    const auto x = value.to<double>();  // of an int64 perhaps rounded up, beyond the limit
    const bool fits = x >= static_cast<double>(Limits::min()) && x < std::ldexp(1, Limits::digits);
    if (!fits && !(std::is_same_v<T, std::int64_t> && value.dtype() == int64))
      fail("number: ", x, " does not fit into ", dtype_of<T>,
           "; convert the tensor to a larger dtype with to(dtype)");
  }
  return value.to<T>();
}

Array converted(const Array& array, DType dtype) {
  return array.dtype == dtype ? array : run(ops::copy, {&array}, CopyAttributes{dtype});
}

// Whether elements of this dtype can be written here; those of later chapters are reached from
// float64 by the table of casts.
bool is_ours(DType dtype) { return dtype.id() <= bool_.id(); }

// Element i is value(i), a Scalar.
Array generated(const Shape& shape, DType dtype, auto value) {
  const Array here = Array::empty(shape, is_ours(dtype) ? dtype : float64);
  with_type(here.dtype, "creation", [&](auto type) {
    using T = decltype(type);
    T* data = here.data<T>();
    for (Index i = 0; i < here.numel(); ++i) data[i] = element<T>(value(i));
  });
  return converted(here, dtype);
}

// Every element `value`, in memory of these strides.
Tensor filled(const Shape& shape, const Strides& strides, Scalar value, DType dtype,
              Device device) {
  Array out = Array::empty(shape, dtype, device);
  out.layout.strides = strides;
  if (device == cpu && is_ours(dtype)) {
    with_type(dtype, "full", [&](auto type) {
      using T = decltype(type);
      std::fill_n(out.data<T>(), out.numel(), element<T>(value));
    });
  } else {
    const Array one = number(value, dtype, device).array();
    const Array repeated = one.with(views::expand(one.layout, shape));
    run_into(ops::copy, {&repeated}, {&out}, CopyAttributes{dtype});
  }
  return Tensor(out);
}

// fill(numbers) draws the elements, float or double.
Tensor drawn(const Shape& shape, DType dtype, const char* operation, auto fill) {
  if (!info(dtype).is_floating_point)
    fail(operation, ": draws floating-point numbers, not ", dtype,
         "; draw float32 and convert with to(", dtype, ")");
  const Array here = Array::empty(shape, dtype == float64 ? float64 : float32);
  const auto count = static_cast<std::size_t>(here.numel());
  if (dtype == float64)
    fill(std::span(here.data<double>(), count));
  else
    fill(std::span(here.data<float>(), count));
  return Tensor(converted(here, dtype));
}

Tensor whole_arange(Index start, Index stop, Index step, DType dtype) {
  // Computed without a sign, where nothing overflows.
  const bool up = step > 0, away = up ? stop <= start : stop >= start;
  const auto a = static_cast<std::uint64_t>(start), b = static_cast<std::uint64_t>(stop),
             size = static_cast<std::uint64_t>(step);
  const std::uint64_t count = away ? 0 : ((up ? b - a : a - b) - 1) / (up ? size : -size) + 1;
  return Tensor(generated({static_cast<Index>(count)}, dtype, [=](Index i) {
    return Scalar(static_cast<Index>(a + static_cast<std::uint64_t>(i) * size));
  }));
}

}  // namespace

Tensor number(Scalar value, DType dtype, Device device) {
  const Array here = generated({}, dtype, [=](Index) { return value; });
  if (device == cpu) return Tensor(here);
  const Array there = Array::empty({}, dtype, device);
  info(device).copy_from_cpu(there.storage->data(), here.storage->data(), info(dtype).size);
  return Tensor(there);
}

Tensor empty(const Shape& shape, DType dtype) { return Tensor(Array::empty(shape, dtype)); }
Tensor zeros(const Shape& shape, DType dtype) { return full(shape, 0, dtype); }
Tensor ones(const Shape& shape, DType dtype) { return full(shape, 1, dtype); }
Tensor full(const Shape& shape, Scalar value) { return full(shape, value, value.dtype()); }
Tensor full(const Shape& shape, Scalar value, DType dtype) {
  numel(shape);  // refuses sizes whose strides would overflow
  return filled(shape, contiguous_strides(shape), value, dtype, cpu);
}

Tensor zeros_like(const Tensor& like) { return full_like(like, 0); }
Tensor ones_like(const Tensor& like) { return full_like(like, 1); }
Tensor full_like(const Tensor& like, Scalar value) {
  return filled(like.shape(), dense_strides_like(like.array().layout), value, like.dtype(),
                like.device());
}

Nested::Nested(std::initializer_list<Nested> items) {
  if (items.size() > 0) shape_ = items.begin()->shape_;
  for (const Nested& item : items) {
    if (!(item.shape_ == shape_))
      fail("tensor: a part of shape ", shape_, " stands beside one of shape ", item.shape_,
           "; all parts of a list must have one shape");
    values_.insert(values_.end(), item.values_.begin(), item.values_.end());
  }
  shape_.insert(0, static_cast<Index>(items.size()));
}

Tensor tensor(const Nested& numbers) {
  if (numbers.values().empty()) return empty(numbers.shape());
  DType dtype = bool_;
  for (Scalar value : numbers.values()) dtype = promote_types(dtype, value.dtype());
  return tensor(numbers, dtype);
}
Tensor tensor(const Nested& numbers, DType dtype) {
  const std::vector<Scalar>& values = numbers.values();
  return Tensor(generated(numbers.shape(), dtype,
                          [&](Index i) { return values[static_cast<std::size_t>(i)]; }));
}

Tensor arange(Scalar stop) { return arange(0, stop); }
Tensor arange(Scalar start, Scalar stop, Scalar step) {
  const DType dtype = promote_types(promote_types(start.dtype(), stop.dtype()), step.dtype());
  return arange(start, stop, step, dtype);
}
Tensor arange(Scalar start, Scalar stop, Scalar step, DType dtype) {
  const auto first = start.to<double>(), end = stop.to<double>(), size = step.to<double>();
  if (size == 0) fail("arange: the step is 0");
  if (!std::isfinite(first) || !std::isfinite(end) || !std::isfinite(size))
    fail("arange: from ", first, " to ", end, " by ", size, ": all three must be finite");
  if (start.dtype() == int64 && stop.dtype() == int64 && step.dtype() == int64)
    return whole_arange(start.to<Index>(), stop.to<Index>(), step.to<Index>(), dtype);
  const double count = std::max(0.0, std::ceil((end - first) / size));
  if (!(count < 0x1p58)) fail("arange: ", count, " elements are too many");
  return Tensor(generated({static_cast<Index>(count)}, dtype,
                          [=](Index i) { return Scalar(first + static_cast<double>(i) * size); }));
}

Tensor linspace(double start, double stop, Index count, DType dtype) {
  if (count < 0) fail("linspace: ", count, " numbers cannot be made");
  const double step = count > 1 ? (stop - start) / static_cast<double>(count - 1) : 0;
  // From both ends to the middle, so that both are met exactly.
  return Tensor(generated({count}, dtype, [=](Index i) {
    return Scalar(i < count / 2 || count == 1 ? start + static_cast<double>(i) * step
                                              : stop - static_cast<double>(count - 1 - i) * step);
  }));
}

Tensor eye(Index rows, DType dtype) { return eye(rows, rows, dtype); }
Tensor eye(Index rows, Index columns, DType dtype) {
  return Tensor(generated({rows, columns}, dtype,
                          [=](Index i) { return Scalar(i / columns == i % columns); }));
}

Tensor rand(const Shape& shape, const RandomStream& stream, DType dtype) {
  return drawn(shape, dtype, "rand", [&](auto numbers) { stream.fill_uniform(numbers); });
}
Tensor randn(const Shape& shape, const RandomStream& stream, DType dtype) {
  return drawn(shape, dtype, "randn", [&](auto numbers) { stream.fill_normal(numbers); });
}

}  // namespace gradus
