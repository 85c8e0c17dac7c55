#pragma once
#include <gradus/scalar_autograd/value.h>

namespace gradus::scalar {

/// One application of the chain rule: hands a node's gradient on to its parents,
///
///     d(result)/d(parent) += d(result)/d(node) * d(node)/d(parent).
///
/// It adds, because a parent that is used in several places moves the result through each of them.
/// @param node a node whose own gradient is complete
void pass_gradient(const Node& node);

}  // namespace gradus::scalar
