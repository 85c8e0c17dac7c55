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

// Throws where one of the axes has no elements: for operations without a result for nothing.
void need_elements(const Operation& op, const Shape& shape, std::uint32_t axes);

}  // namespace gradus
