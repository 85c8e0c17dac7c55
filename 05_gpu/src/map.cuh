#pragma once
// out[i] = f(in[i]...) for any formula of chapter 02 and any number of inputs.
#include <gradus/common/error.h>
#include <gradus/gpu/check.h>
#include <gradus/gpu/device.h>
#include <gradus/gpu/launch.h>
#include <gradus/tensor_autograd/operation.h>

#include <algorithm>
#include <utility>

#include "walk.cuh"

namespace gradus::cuda {

/// Several elements that one instruction loads or stores.
template <class T, int N>
struct alignas(sizeof(T) * N) Pack {
  T item[N];
};

/// The widest load of a thread, in bytes.
inline constexpr int kWidest = 16;

/// Arrays without gaps whose elements lie in the same order: each thread takes a pack of elements
/// at a time, the rest that fills no pack one by one.
// [map-packs]
template <class F, class Out, class... In>
__global__ void map_packs(F f, std::int64_t count, Out* out, const In*... in) {
  constexpr int kItems = kWidest / std::max({sizeof(Out), sizeof(In)...});
  const std::int64_t first = std::int64_t{blockIdx.x} * blockDim.x + threadIdx.x;
  const std::int64_t step = std::int64_t{gridDim.x} * blockDim.x, packs = count / kItems;
  const auto combine = [f](Pack<In, kItems>... from) {
    Pack<Out, kItems> result;
    for (int k = 0; k < kItems; ++k) result.item[k] = f(from.item[k]...);
    return result;
  };
  // exercise: elementwise-kernels/packs
  //| Begin at `first` and go on by `step`, through `packs` packs. `combine` makes the pack of results from one pack of
  //| each input; pack number i of an input is reinterpret_cast<const Pack<In, kItems>*>(in)[i].
  for (std::int64_t i = first; i < packs; i += step)
    reinterpret_cast<Pack<Out, kItems>*>(out)[i] =
        combine(reinterpret_cast<const Pack<In, kItems>*>(in)[i]...);
  // end exercise
  for (std::int64_t i = packs * kItems + first; i < count; i += step) out[i] = f(in[i]...);
}
// [map-packs]

/// Arrays of any layout: each thread works out where its element lies in each of them.
template <class F, class I, class Out, class... In>
__global__ void map_strided(F f, Walk<1 + sizeof...(In), I> walk, I count, Out* out,
                            const In*... in) {
  const I step = gridDim.x * blockDim.x;
  for (I i = blockIdx.x * blockDim.x + threadIdx.x; i < count; i += step) {
    I at[1 + sizeof...(In)];
    walk.offsets(i, at);
    [&]<std::size_t... K>(std::index_sequence<K...>) { out[at[0]] = f(in[at[1 + K]]...); }
    (std::index_sequence_for<In...>{});
  }
}

/// Whether an array's elements lie where packs of them can be loaded.
template <class T, int N>
bool aligned(const T* data) {
  return reinterpret_cast<std::uintptr_t>(data) % (sizeof(T) * N) == 0;
}

/// Computes out = f(in...) on the GPU; all arrays have one shape.
template <class Out, class... In, class F, class... Arrays>
void map(const char* name, F f, const Array& out, const Arrays&... in) {
  static_assert(sizeof...(In) == sizeof...(Arrays));
  constexpr int kArrays = 1 + sizeof...(In);
  const Index count = out.numel();
  if (count == 0) return;
  const Loop<kArrays> loop = plan_loop<kArrays>({&out.layout, &in.layout...});
  constexpr int kItems = kWidest / std::max({sizeof(Out), sizeof(In)...});
  bool dense = loop.rank == 1 && aligned<Out, kItems>(out.data<Out>());
  for (const Index stride : loop.stride[0]) dense = dense && stride == 1;
  dense = dense && (aligned<In, kItems>(in.template data<In>()) && ...);
  if (dense) {
    map_packs<<<blocks_for(count / kItems), kThreads, 0, current_stream()>>>(
        f, count, out.data<Out>(), in.template data<In>()...);
  } else if (fits_int(loop, count)) {
    const Walk<kArrays, int> walk(loop);
    map_strided<<<blocks_for(count), kThreads, 0, current_stream()>>>(
        f, walk, static_cast<int>(count), out.data<Out>(), in.template data<In>()...);
  } else {
    const Walk<kArrays, Index> walk(loop);
    map_strided<<<blocks_for(count), kThreads, 0, current_stream()>>>(
        f, walk, count, out.data<Out>(), in.template data<In>()...);
  }
  check_launch(name);
}

}  // namespace gradus::cuda
