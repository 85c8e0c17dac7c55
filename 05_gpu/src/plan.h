#pragma once
#include <gradus/tensor_autograd/shape.h>

#include <initializer_list>

namespace gradus::cuda {

/// A way to cut products into tiles: their size, and what share of a block's instructions are the
/// multiplications themselves.
struct Choice {
  int rows, columns;
  double efficiency;
};

/// What is computed: `count` products of [m, k] and [k, n].
struct Work {
  Index count, m, n, k;
};

/// The best way: `which` of the choices, and how k is cut.
struct Chosen {
  int which = 0;
  Index parts = 1, depth = 0;
};

/// Chooses so that the busiest multiprocessor has least to do. Small products of long sums are cut
/// along k too, where `may_split`.
Chosen choose(const Work& work, std::initializer_list<Choice> choices, bool may_split = true);

}  // namespace gradus::cuda
