// Launches of the kernels of pooling.
#include <gradus/gpu/check.h>
#include <gradus/gpu/device.h>
#include <gradus/gpu/launch.h>
#include <gradus/gpu/pooling.h>

#include "pooling.cuh"

namespace gradus::cuda {
namespace {

template <class T>
void max_pick_kernel(const KernelCall& call) {
  const Index count = call.out().numel();
  max_pick<T><<<blocks_for(count), kThreads, 0, current_stream()>>>(
      call.attributes.as<PoolAttributes>(), Planes<const T>(call.in(0)),
      Planes<const T>(call.in(1)), Planes<T>(call.out()), count);
  check_launch("max_pick2d");
}

template <class T>
void max_place_kernel(const KernelCall& call) {
  const Index count = call.out().numel();
  max_place<T><<<blocks_for(count), kThreads, 0, current_stream()>>>(
      call.attributes.as<PoolAttributes>(), Planes<const T>(call.in(0)),
      Planes<const T>(call.in(1)), Planes<T>(call.out()), count);
  check_launch("max_place2d");
}

template <class T>
void average_kernel(const KernelCall& call) {
  const Index count = call.out().numel();
  average<T><<<blocks_for(count), kThreads, 0, current_stream()>>>(
      call.attributes.as<PoolAttributes>(), Planes<const T>(call.in(0)), Planes<T>(call.out()),
      count);
  check_launch("avg_pool2d");
}

template <class T>
void spread_kernel(const KernelCall& call) {
  const Index count = call.out().numel();
  spread<T><<<blocks_for(count), kThreads, 0, current_stream()>>>(
      call.attributes.as<PoolAttributes>(), Planes<const T>(call.in(0)), Planes<T>(call.out()),
      count);
  check_launch("avg_spread2d");
}

template <class T>
void add_pooling() {
  ops::max_pick2d.add_kernel({gpu, dtype_of<T>, "collect", max_pick_kernel<T>});
  ops::max_place2d.add_kernel({gpu, dtype_of<T>, "collect", max_place_kernel<T>});
  ops::avg_pool2d.add_kernel({gpu, dtype_of<T>, "collect", average_kernel<T>});
  ops::avg_spread2d.add_kernel({gpu, dtype_of<T>, "collect", spread_kernel<T>});
}

}  // namespace

void register_pooling() {
  static const bool done = [] {
    add_pooling<float>();
    add_pooling<double>();
    return true;
  }();
  static_cast<void>(done);
}

}  // namespace gradus::cuda
