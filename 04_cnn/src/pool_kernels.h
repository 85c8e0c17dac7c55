#pragma once
#include <gradus/cnn/pooling.h>

namespace gradus {

// The kernels of ops::max_pick2d, max_place2d, avg_pool2d and avg_spread2d.
template <class T>
void max_pick_kernel(const KernelCall& call);
template <class T>
void max_place_kernel(const KernelCall& call);
template <class T>
void average_kernel(const KernelCall& call);
template <class T>
void spread_kernel(const KernelCall& call);

}  // namespace gradus
