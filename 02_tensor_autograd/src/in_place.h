#pragma once
#include <gradus/tensor_autograd/in_place.h>

#include <functional>

namespace gradus {

// Gives x the elements of f(x) and, if `recording`, its place in the graph.
Tensor change(const char* name, const Tensor& x, const std::function<Tensor(const Tensor&)>& f,
              bool recording);

// Whether two indices may mean the same element.
bool overlaps(const Layout& layout);
// Throws an Error when x must not be changed in place, in the graph (`recording`) or at all.
void check_writable(const char* name, const Tensor& x, bool recording);
// Throws an Error when x cannot hold numbers of the dtype of `result`.
void check_fits(const char* name, const Tensor& x, const Tensor& result);
// Notes that x, with its new elements, is still what its node made.
void keep_place(const Tensor& x);

}  // namespace gradus
