#pragma once
// Sums of partial results, in one order whatever ran first.
#include <gradus/common/error.h>
#include <gradus/gpu/check.h>
#include <gradus/gpu/device.h>
#include <gradus/gpu/launch.h>

#include "fragments.cuh"

namespace gradus::cuda {

/// How partial results lie: [parts, products, rows, columns].
template <class T>
struct Partials {
  const T* data;
  Index parts, products, rows, columns;
};

/// out[product, i, j] = sum over parts of partial[part, product, i, j] (+ bias[j]). The target says
/// where that is.
template <class T, class Target>
__global__ void add_parts_kernel(Partials<T> partial, Target target, const T* bias,
                                 Index bias_stride) {
  const Index size = partial.rows * partial.columns, count = partial.products * size;
  const Index step = Index{gridDim.x} * blockDim.x;
  for (Index i = Index{blockIdx.x} * blockDim.x + threadIdx.x; i < count; i += step) {
    const Index column = i % partial.columns, row = i % size / partial.columns;
    T total = 0;
    // exercise: matmul-registers/add-parts
    //| Output number i has partial.parts parts, `count` numbers apart from each other in partial.data. Add them, always in
    //| the same order, and then, where there is a bias, that of the column, bias[column * bias_stride].
    for (Index part = 0; part < partial.parts; ++part) total += partial.data[part * count + i];
    if (bias != nullptr) total += bias[column * bias_stride];
    // end exercise
    *target.place(i / size, row, column) = total;
  }
}

/// Adds the parts on the GPU.
template <class T, class Target>
void add_parts(const Partials<T>& partial, const Target& target, const T* bias, Index bias_stride) {
  add_parts_kernel<<<blocks_for(partial.products * partial.rows * partial.columns), kThreads, 0,
                     current_stream()>>>(partial, target, bias, bias_stride);
  check_launch("add parts");
}

}  // namespace gradus::cuda
