#pragma once
#include <gradus/tensor_autograd/loop.h>
#include <gradus/tensor_autograd/more_formulas.h>
#include <gradus/tensor_autograd/operation.h>
#include <gradus/tensor_autograd/scalar.h>

#include <optional>

namespace gradus {

/// What kernels read for a T: a truth value as a byte, since loops over bytes become vector code,
/// and those over bools do not (g++ 12).
template <class T>
using ReadAs = std::conditional_t<std::is_same_v<T, bool>, std::uint8_t, T>;

/// out[i] = f(in[i]) on the CPU, at any strides.
/// @param grain how many elements are worth a second thread
template <class In, class Out, class F>
void map_unary(const Array& in, const Array& out, F f, Index grain = kGrain) {
  const auto* x = reinterpret_cast<const ReadAs<In>*>(in.data<In>());
  Out* y = out.data<Out>();
  for_each_row<2>(
      plan_loop<2>({&out.layout, &in.layout}),
      [=](const std::array<Index, 2>& offset, Index count, const std::array<Index, 2>& stride) {
        Out* to = y + offset[0];
        const ReadAs<In>* from = x + offset[1];
        if (stride[0] == 1 && stride[1] == 1) {
          for (Index i = 0; i < count; ++i) to[i] = f(static_cast<In>(from[i]));
        } else if (stride[0] == 1 && stride[1] == 0) {
          std::fill_n(to, count, f(static_cast<In>(*from)));
        } else {
          for (Index i = 0; i < count; ++i)
            to[i * stride[0]] = f(static_cast<In>(from[i * stride[1]]));
        }
      },
      grain);
}

/// out[i] = f(a[i], b[i]) on the CPU, at any strides; the shapes must be equal.
/// @param in1 the array a
/// @param in2 the array b
/// @param grain as for map_unary
template <class T, class Out, class F>
void map_binary(const Array& in1, const Array& in2, const Array& out, F f, Index grain = kGrain) {
  const T* a = in1.data<T>();
  const T* b = in2.data<T>();
  Out* y = out.data<Out>();
  for_each_row<3>(
      plan_loop<3>({&out.layout, &in1.layout, &in2.layout}),
      [=](const std::array<Index, 3>& offset, Index count, const std::array<Index, 3>& stride) {
        Out* to = y + offset[0];
        const T* p = a + offset[1];
        const T* q = b + offset[2];
        if (stride[0] == 1 && stride[1] == 1 && stride[2] == 1) {
          for (Index i = 0; i < count; ++i) to[i] = f(p[i], q[i]);
        } else if (stride[0] == 1 && stride[1] == 1 && stride[2] == 0) {
          const T same = *q;
          for (Index i = 0; i < count; ++i) to[i] = f(p[i], same);
        } else {
          for (Index i = 0; i < count; ++i)
            to[i * stride[0]] = f(p[i * stride[1]], q[i * stride[2]]);
        }
      },
      grain);
}

/// out[i] = f(a[i], b[i], condition[i]) on the CPU, at any strides; the shapes must be equal.
/// @param in1 the array a
/// @param in2 the array b
/// @param condition truth values
template <class T, class F>
void map_where(const Array& in1, const Array& in2, const Array& condition, const Array& out, F f) {
  const T* a = in1.data<T>();
  const T* b = in2.data<T>();
  const auto* c = reinterpret_cast<const std::uint8_t*>(condition.data<bool>());
  T* y = out.data<T>();
  for_each_row<4>(
      plan_loop<4>({&out.layout, &in1.layout, &in2.layout, &condition.layout}),
      [=](const std::array<Index, 4>& offset, Index count, const std::array<Index, 4>& stride) {
        T* to = y + offset[0];
        const T *p = a + offset[1], *q = b + offset[2];
        const std::uint8_t* chosen = c + offset[3];
        // Steps that the compiler knows, where it can.
        const auto row = [&](auto step_p, auto step_q) {
          for (Index i = 0; i < count; ++i) to[i] = f(p[i * step_p], q[i * step_q], chosen[i]);
        };
        constexpr std::integral_constant<Index, 0> same;
        constexpr std::integral_constant<Index, 1> next;
        const bool plain = stride[0] == 1 && stride[3] == 1;
        if (plain && stride[1] == 1 && stride[2] == 1) {
          row(next, next);
        } else if (plain && stride[1] == 1 && stride[2] == 0) {
          row(next, same);
        } else if (plain && stride[1] == 0 && stride[2] == 1) {
          row(same, next);
        } else {
          for (Index i = 0; i < count; ++i)
            to[i * stride[0]] = f(p[i * stride[1]], q[i * stride[2]], chosen[i * stride[3]]);
        }
      });
}

/// `infer` of operations whose output looks like the first input. All inputs must have its shape
/// and dtype. The output has no gaps; its axes lie in the order in which those of the first input
/// that is not broadcast lie.
/// @param op the operation, for messages
/// @param outputs gets the one output
void infer_elementwise(const Operation& op, Inputs inputs, const Attributes&, OutputSpecs& outputs);
/// As infer_elementwise(), for operations whose output says true or false.
void infer_comparison(const Operation& op, Inputs inputs, const Attributes&, OutputSpecs& outputs);
/// As infer_elementwise(), for `where`: the third input says true or false.
void infer_where(const Operation& op, Inputs inputs, const Attributes&, OutputSpecs& outputs);

/// The strides of a tensor without gaps whose axes lie in memory in the same order as those of
/// `like`; row-major where `like` does not tell (axes of stride 0).
Strides dense_strides_like(const Layout& like);

/// The settings of `affine`: scale * x + shift.
struct AffineAttributes {
  Scalar scale = 1, shift = 0;
};
/// The settings of `clamp`.
struct ClampAttributes {
  std::optional<Scalar> min, max;  ///< the bounds, either of which may be missing
};
/// The settings of `copy`: the dtype of the result.
struct CopyAttributes {
  DType dtype = float32;
  bool row_major = false;  ///< lay the result out in row-major order, whatever the input's order
};

/// The primitive elementwise operations on arrays of equal shapes and dtypes. Those of two inputs
/// are broadcast by their callers.
namespace ops {
/// Of one input, which is floating point.
extern Operation exp, log, log1p, sqrt, reciprocal, sin, cos, tanh, sigmoid, erf;
extern Operation neg, abs, sign, relu;  ///< of one input: any number but bool
extern Operation affine;                ///< scale * x + shift, in any dtype
extern Operation clamp;                 ///< min(max(x, low), high): any number but bool
extern Operation add, mul;              ///< of two inputs, in any dtype: of bool, or and and
extern Operation sub;                   ///< of two inputs: any number but bool
extern Operation div, pow;              ///< of two inputs, floating point
extern Operation maximum, minimum;      ///< of two inputs, in any dtype
extern Operation eq, lt, le;            ///< a == b, a < b, a <= b: of any dtype to bool
extern Operation logical_not;           ///< of bool
extern Operation where;                 ///< of a, b and a condition, which is bool
extern Operation relu_backward;         ///< of the upstream gradient and relu's output
extern Operation copy;                  ///< to another dtype or memory order; the table of casts
}  // namespace ops

/// Teaches ops::copy to convert from one dtype to another (or to copy, where they are the same) on
/// a device: for the dtypes and devices that later chapters bring.
/// @param kernel converts its one input
/// @throws Error when that conversion is there already
void register_cast(Device device, DType from, DType to, Kernel kernel);

}  // namespace gradus
