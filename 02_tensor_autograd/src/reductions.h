#pragma once
#include <gradus/tensor_autograd/reductions.h>

namespace gradus {

// The input's axes, split in those that stay (outer) and those that are reduced (inner).
struct Split {
  Layout outer, inner;
};

Split split_axes(const Layout& layout, std::uint32_t axes);

// The output's layout without the axes that keepdim kept.
Layout output_layout(const Layout& layout, const ReduceAttributes& attributes);

// The sum of `count` numbers `stride` apart, summed by halves.
template <class T>
T pairwise(const T* x, Index count, Index stride);

// The kernel that walks any layout with it (sum_pairwise.cpp).
template <class T>
void sum_pairwise(const KernelCall& call);

}  // namespace gradus
