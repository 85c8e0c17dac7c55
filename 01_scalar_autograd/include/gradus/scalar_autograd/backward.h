#pragma once
#include <gradus/scalar_autograd/value.h>

#include <vector>

namespace gradus::scalar {

/// All nodes that `result` was computed from, and its own node at the end: each once, and none
/// before its parents. Walks the graph with a stack of its own, so that a chain of any length fits.
std::vector<Node*> topological_order(const Value& result);

/// Computes d(result)/d(value) for each value that `result` was computed from.
///
/// Values that were computed hold the gradient of this pass alone. Leaves add it to what they hold
/// (as in PyTorch), so that several passes sum up: set their gradients to 0 when you start anew.
/// Linear in the number of nodes; one run per result gives the derivatives for all leaves (reverse
/// mode: Linnainmaa 1970; Griewank and Walther, Evaluating Derivatives, 2008, chapter 3).
void backward(const Value& result);

}  // namespace gradus::scalar
