#include <gradus/common/error.h>
#include <gradus/common/threads.h>
#include <gradus/layers/clip_formulas.h>
#include <gradus/layers/clip_grad.h>
#include <gradus/tensor_autograd/elementwise.h>
#include <gradus/tensor_autograd/view_ops.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

#include "update_loop.h"

namespace gradus {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr Index kPiece = 1 << 14;

// How many pieces of at most kPiece elements an array falls into.
Index pieces_of(const Array& array) { return (array.numel() + kPiece - 1) / kPiece; }

std::size_t norm_workspace(const KernelCall& call) {
  Index pieces = 0;
  for (const Array* array : call.inputs) pieces += pieces_of(*array);
  return static_cast<std::size_t>(pieces) * sizeof(double);
}

// The sum of the squares of some numbers; several sums side by side, so that it becomes vector
// code.
template <class T>
double sum_of_squares(const T* x, Index count) {
  constexpr Index kLanes = 8;
  double sums[kLanes] = {};
  Index i = 0;
  for (; i + kLanes <= count; i += kLanes)
    for (Index lane = 0; lane < kLanes; ++lane) {
      const auto value = static_cast<double>(x[i + lane]);
      sums[lane] += value * value;
    }
  double sum = 0;
  for (double part : sums) sum += part;
  for (; i < count; ++i) sum += static_cast<double>(x[i]) * static_cast<double>(x[i]);
  return sum;
}

// The larger of two numbers; NaN, where one is.
double larger(double a, double b) { return a > b || std::isnan(a) ? a : b; }

template <class T>
double largest(const T* x, Index count) {
  double most = 0;
  for (Index i = 0; i < count; ++i) most = larger(std::abs(static_cast<double>(x[i])), most);
  return most;
}

void infer_total_norm(const Operation& op, Inputs inputs, const Attributes&, OutputSpecs& outputs) {
  for (const Array* array : inputs) {
    if (!(array->dtype == inputs[0]->dtype))
      fail(op.name(), ": gradients of different dtypes, ", inputs[0]->dtype, " and ", array->dtype,
           "; clip them apart");
    if (!(array->strides() == dense_strides_like(array->layout)))
      fail(op.name(), ": the elements of ", array->shape(), " lie with gaps; clone() it first");
  }
  outputs.push_back({{}, {}, float64});
}

template <class T>
void norm_kernel(const KernelCall& call) {
  const bool euclidean = call.attributes.as<NormAttributes>().norm_type == 2;
  auto* partial = reinterpret_cast<double*>(call.workspace);
  Index pieces = 0;
  for (const Array* array : call.inputs) {
    const T* x = array->data<T>();
    const Index count = array->numel(), own = pieces_of(*array);
    parallel_for(0, own, 4, [&](Index begin, Index end) {
      for (Index i = begin; i < end; ++i) {
        const Index size = std::min(kPiece, count - i * kPiece);
        partial[pieces + i] =
            euclidean ? sum_of_squares(x + i * kPiece, size) : largest(x + i * kPiece, size);
      }
    });
    pieces += own;
  }
  const std::span<const double> all(partial, static_cast<std::size_t>(pieces));
  double norm = 0;
  if (euclidean)
    norm = formulas::norm_of_pieces(all);
  else
    for (double most : all) norm = larger(most, norm);
  *call.out().data<double>() = norm;
}

void infer_in_place(const Operation&, Inputs inputs, const Attributes&, OutputSpecs& outputs) {
  outputs.push_back({inputs[0]->shape(), inputs[0]->strides(), inputs[0]->dtype});
}

template <class T>
void clip_norm_kernel(const KernelCall& call) {
  const double norm = *call.in(1).data<double>();
  if (!std::isfinite(norm)) return;  // 0 * infinity and NaN would spread
  const double factor = formulas::clip_coefficient(norm, call.attributes.as<ClipAttributes>().most);
  if (factor == 1) return;
  update_elements<T, 1>({&call.out()},
                        [factor](T& g) { g = static_cast<T>(static_cast<double>(g) * factor); });
}

template <class T>
void clip_value_kernel(const KernelCall& call) {
  const auto most = static_cast<T>(call.attributes.as<ClipAttributes>().most);
  update_elements<T, 1>({&call.out()}, [most](T& g) { formulas::clip_to_range(g, most); });
}

// The gradients that are there, each in memory of its own without gaps.
std::vector<Tensor> gradients_of(const std::vector<Tensor>& parameters) {
  std::vector<Tensor> gradients;
  for (Tensor parameter : parameters) {
    Tensor gradient = parameter.grad();
    if (!gradient.defined()) continue;
    const Array& array = gradient.array();
    const bool shared = std::any_of(gradients.begin(), gradients.end(), [&](const Tensor& other) {
      return other.array().storage.get() == array.storage.get();
    });
    if (shared || !(array.strides() == dense_strides_like(array.layout))) {
      gradient = clone(gradient.detach());
      parameter.set_grad(gradient);
    }
    gradients.push_back(gradient);
  }
  return gradients;
}

std::vector<const Array*> arrays_of(const std::vector<Tensor>& gradients) {
  std::vector<const Array*> arrays;
  for (const Tensor& gradient : gradients) arrays.push_back(&gradient.array());
  return arrays;
}

// Calls an operation for each gradient, in place; `norm` is its second input, if it has one.
void run_on_each(const Operation& op, const std::vector<const Array*>& gradients, const Array* norm,
                 double most) {
  const Attributes attributes = ClipAttributes{most};
  std::vector<const Array*> inputs;
  for (const Array* gradient : gradients) {
    inputs.push_back(gradient);
    inputs.push_back(norm);
  }
  std::vector<KernelCall> calls;
  for (std::size_t i = 0; i < gradients.size(); ++i) {
    const std::size_t count = norm ? 2 : 1;
    calls.push_back({{&inputs[2 * i], count}, {&gradients[i], 1}, attributes});
  }
  run_all_into(op, calls);
}

}  // namespace

namespace ops {
Operation total_norm("total_norm", infer_total_norm,
                     {{cpu, float32, "pieces", norm_kernel<float>, norm_workspace},
                      {cpu, float64, "pieces", norm_kernel<double>, norm_workspace}});
Operation clip_norm("clip_norm", infer_in_place,
                    {{cpu, float32, "loop", clip_norm_kernel<float>},
                     {cpu, float64, "loop", clip_norm_kernel<double>}});
Operation clip_value("clip_value", infer_in_place,
                     {{cpu, float32, "loop", clip_value_kernel<float>},
                      {cpu, float64, "loop", clip_value_kernel<double>}});
}  // namespace ops

namespace nn {

double clip_grad_norm_(const std::vector<Tensor>& parameters, double max_norm, double norm_type,
                       bool error_if_nonfinite) {
  if (!(max_norm >= 0)) fail("clip_grad_norm_: max_norm must be at least 0, not ", max_norm);
  if (norm_type != 2 && norm_type != kInfinity)
    fail("clip_grad_norm_: norm_type must be 2 or infinity, not ", norm_type);
  const std::vector<Tensor> gradients = gradients_of(parameters);
  if (gradients.empty()) return 0;
  const std::vector<const Array*> arrays = arrays_of(gradients);
  const Outputs norm = run(ops::total_norm, arrays, NormAttributes{norm_type});
  const double value = to_vector<double>(norm[0])[0];
  if (error_if_nonfinite && !std::isfinite(value))
    fail("clip_grad_norm_: the norm of the gradients is ", value,
         "; the loss grew too large: a lower learning rate may help");
  run_on_each(ops::clip_norm, arrays, &norm[0], max_norm);
  return value;
}

void clip_grad_value_(const std::vector<Tensor>& parameters, double clip_value) {
  if (!(clip_value >= 0)) fail("clip_grad_value_: the limit must be at least 0, not ", clip_value);
  const std::vector<Tensor> gradients = gradients_of(parameters);
  run_on_each(ops::clip_value, arrays_of(gradients), nullptr, clip_value);
}

}  // namespace nn
}  // namespace gradus
