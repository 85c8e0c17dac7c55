#pragma once
// Rows of the kernel table for formulas.
#include <gradus/tensor_autograd/elementwise.h>
#include <gradus/tensor_autograd/more_formulas.h>

#include "map.cuh"

namespace gradus::cuda {

/// The types of elements that a formula is for.
template <class... T>
struct Types {};
using Floats = Types<float, double>;
using Numbers = Types<float, double, std::int64_t, std::uint8_t>;
using All = Types<float, double, std::int64_t, std::uint8_t, bool>;

/// Calls body(T{}) for each of the types.
template <class... T, class Body>
void for_each_type(Types<T...>, Body body) {
  (body(T{}), ...);
}

/// Adds a kernel for the GPU to an operation.
inline void add(Operation& op, DType dtype, Kernel kernel, Workspace workspace = nullptr) {
  op.add_kernel({gpu, dtype, "map", kernel, workspace});
}

/// out = F{}(in), for each of the types.
template <class F, class... T>
void add_unary(Operation& op, Types<T...>) {
  (add(op, dtype_of<T>,
       [](const KernelCall& call) { map<T, T>("elementwise", F{}, call.out(), call.in(0)); }),
   ...);
}

/// out = F{}(a, b), for each of the types.
template <class F, class... T>
void add_binary(Operation& op, Types<T...>) {
  (add(op, dtype_of<T>,
       [](const KernelCall& call) {
         map<T, T, T>("elementwise", F{}, call.out(), call.in(0), call.in(1));
       }),
   ...);
}

/// out = F{}(a, b), true or false, for each of the types.
template <class F, class... T>
void add_comparison(Operation& op, Types<T...>) {
  (add(op, dtype_of<T>,
       [](const KernelCall& call) {
         map<bool, T, T>("elementwise", F{}, call.out(), call.in(0), call.in(1));
       }),
   ...);
}

// What register_elementwise() consists of; each in a file of its own, since nvcc takes its time.
void register_arithmetic();
void register_functions();
void register_choices();
void register_casts();

}  // namespace gradus::cuda
