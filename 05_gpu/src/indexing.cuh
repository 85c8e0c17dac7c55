#pragma once

namespace gradus::cuda {

/// A copy, as a formula.
struct Unchanged {
  template <class T>
  constexpr T operator()(T x) const {
    return x;
  }
};

// Parts of register_indexing(), in files of their own.
void register_joining();
void register_ranks();

}  // namespace gradus::cuda
