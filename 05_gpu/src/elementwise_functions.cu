// The elementwise functions of analysis.
#include "elementwise.cuh"

namespace gradus::cuda {

void register_functions() {
  add_unary<formulas::Exp>(ops::exp, Floats{});
  add_unary<formulas::Log>(ops::log, Floats{});
  add_unary<formulas::Log1p>(ops::log1p, Floats{});
  add_unary<formulas::Sqrt>(ops::sqrt, Floats{});
  add_unary<formulas::Reciprocal>(ops::reciprocal, Floats{});
  add_unary<formulas::Sin>(ops::sin, Floats{});
  add_unary<formulas::Cos>(ops::cos, Floats{});
  add_unary<formulas::Tanh>(ops::tanh, Floats{});
  add_unary<formulas::Sigmoid>(ops::sigmoid, Floats{});
  add_unary<formulas::Erf>(ops::erf, Floats{});
  add_binary<formulas::Pow>(ops::pow, Floats{});
}

}  // namespace gradus::cuda
