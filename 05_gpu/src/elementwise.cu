// The elementwise operations: chapter 02's formulas, applied by kernels.
#include <gradus/common/error.h>
#include <gradus/gpu/elementwise.h>
#include <gradus/tensor_autograd/elementwise.h>

#include "elementwise.cuh"

namespace gradus::cuda {

void register_elementwise() {
  static const bool done = [] {
    register_arithmetic();
    register_functions();
    register_choices();
    register_casts();
    return true;
  }();
  static_cast<void>(done);
}

void register_arithmetic() {
  add_unary<formulas::Neg>(ops::neg, Numbers{});
  add_unary<formulas::Abs>(ops::abs, Numbers{});
  add_unary<formulas::Sign>(ops::sign, Numbers{});
  add_unary<formulas::Relu>(ops::relu, Numbers{});
  add_binary<formulas::Add>(ops::add, Numbers{});
  add_binary<formulas::LogicalOr>(ops::add, Types<bool>{});
  add_binary<formulas::Mul>(ops::mul, Numbers{});
  add_binary<formulas::LogicalAnd>(ops::mul, Types<bool>{});
  add_binary<formulas::Sub>(ops::sub, Numbers{});
  add_binary<formulas::Div>(ops::div, Floats{});
  add_binary<formulas::ReluBackward>(ops::relu_backward, Floats{});
  for_each_type(All{}, []<class T>(T) {
    add(ops::affine, dtype_of<T>, [](const KernelCall& call) {
      const auto& settings = call.attributes.as<AffineAttributes>();
      map<T, T>("affine", formulas::Affine<T>{settings.scale.to<T>(), settings.shift.to<T>()},
                call.out(), call.in(0));
    });
  });
}

}  // namespace gradus::cuda
