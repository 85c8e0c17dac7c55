#pragma once
#include <gradus/common/error.h>
#include <gradus/tensor_autograd/loop.h>
#include <gradus/tensor_autograd/operation.h>

namespace gradus {

// Checks that the tensors of an optimizer's step look alike, and lists those that it changes as its
// outputs.
inline void infer_update(const Operation& op, std::initializer_list<const Array*> alike,
                         std::initializer_list<const Array*> changed, OutputSpecs& outputs) {
  const Array& parameter = **alike.begin();
  for (const Array* array : alike)
    if (!(array->shape() == parameter.shape()) || !(array->dtype == parameter.dtype))
      fail(op.name(), ": the parameter is ", parameter.shape(), " ", parameter.dtype,
           ", its gradient or state ", array->shape(), " ", array->dtype);
  for (const Array* array : changed)
    outputs.push_back({array->shape(), array->strides(), array->dtype});
}

// Calls `update` with references to the elements of N arrays, in parallel.
template <class T, int N, class Update>
void update_elements(const std::array<const Array*, N>& arrays, const Update& update) {
  std::array<const Layout*, N> layouts;
  std::array<T*, N> data;
  for (std::size_t n = 0; n < N; ++n) {
    layouts[n] = &arrays[n]->layout;
    data[n] = arrays[n]->template data<T>();
  }
  const auto row = [&](const std::array<Index, N>& offset, Index count,
                       const std::array<Index, N>& stride) {
    [&]<std::size_t... n>(std::index_sequence<n...>) {
      // Locals, which stores to the arrays cannot change: without them no vector code.
      const Update formula = update;
      T* at[] = {data[n] + offset[n]...};
      if (((stride[n] == 1) && ...)) {
        for (Index i = 0; i < count; ++i) formula(at[n][i]...);
      } else {
        for (Index i = 0; i < count; ++i) formula(at[n][i * stride[n]]...);
      }
    }
    (std::make_index_sequence<N>());
  };
  for_each_row<N>(plan_loop<N>(layouts), row);
}

}  // namespace gradus
