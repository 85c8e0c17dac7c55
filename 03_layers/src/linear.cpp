#include <gradus/common/error.h>
#include <gradus/common/threads.h>
#include <gradus/layers/linear.h>
#include <gradus/layers/random_fill.h>
#include <gradus/tensor_autograd/autograd.h>
#include <gradus/tensor_autograd/creation.h>
#include <gradus/tensor_autograd/loop.h>
#include <gradus/tensor_autograd/math.h>
#include <gradus/tensor_autograd/matmul.h>

#include <cmath>

namespace gradus {
namespace {

void infer_linear(const Operation&, Inputs inputs, const Attributes&, OutputSpecs& outputs) {
  const Array &x = *inputs[0], &weight = *inputs[1];
  if (x.rank() != 2 || weight.rank() != 2 || x.shape()[1] != weight.shape()[1])
    fail("linear: ", x.shape(), " does not fit the weights ", weight.shape(),
         " ([out, in]); the last sizes must be equal");
  const Shape shape{x.shape()[0], weight.shape()[0]};
  if (inputs.size() > 2 && !(inputs[2]->shape() == Shape{shape[1]}))
    fail("linear: the bias is ", inputs[2]->shape(), " and must be [", shape[1], "]");
  for (const Array* input : inputs)
    if (!(input->dtype == x.dtype))
      fail("linear: dtypes differ: ", x.dtype, " and ", input->dtype,
           "; convert one with to(dtype)");
  outputs.push_back({shape, contiguous_strides(shape), x.dtype});
}

// The call of matmul that does most of the work: x times weight^T, a view.
struct Product {
  Array weight;
  const Array* inputs[2];
  KernelCall call;

  explicit Product(const KernelCall& outer)
      : weight(outer.in(1).with(views::transpose(outer.in(1).layout, 0, 1))),
        inputs{&outer.in(0), &weight},
        call{inputs, outer.outputs, outer.attributes, outer.workspace} {}
  const KernelEntry& kernel() const { return ops::matmul.kernel(cpu, weight.dtype); }
};

template <class T>
void linear_kernel(const KernelCall& call) {
  const Product product(call);
  product.kernel().run(product.call);
  if (call.inputs.size() < 3) return;
  const T* bias = call.in(2).data<T>();
  T* y = call.out().data<T>();
  const Index rows = call.out().shape()[0], columns = call.out().shape()[1];
  const Index stride = call.in(2).strides()[0];
  parallel_for(0, rows, kGrain / std::max<Index>(columns, 1), [=](Index begin, Index end) {
    for (Index i = begin; i < end; ++i) {
      T* row = y + i * columns;
      if (stride == 1)
        for (Index j = 0; j < columns; ++j) row[j] += bias[j];
      else
        for (Index j = 0; j < columns; ++j) row[j] += bias[j * stride];
    }
  });
}

std::size_t linear_workspace(const KernelCall& call) {
  const Product product(call);
  const KernelEntry& kernel = product.kernel();
  return kernel.workspace ? kernel.workspace(product.call) : 0;
}

const Rule linear_rule{"linear", &ops::linear, 3, 0, [](BackwardCall& call) {
                         // exercise: linear/backward
                         //| For y = x W^T + b and the upstream gradient g ([N, out]): the gradients of input 0 (x),
                         //| input 1 (W) and input 2 (b). Hand each on with call.give(i, ...), and compute it only
                         //| where call.needs(i). matmul, t (a matrix transposed) and sum(x, axes) are there; let the
                         //| shapes guide you. The bias was added to every row.
                         const Tensor g = call.grad();
                         if (call.needs(0)) call.give(0, matmul(g, call.input(1)));
                         if (call.needs(1)) call.give(1, matmul(t(g), call.input(0)));
                         if (call.needs(2)) call.give(2, sum(g, {0}));
                         // end exercise
                       }};

}  // namespace

namespace ops {
Operation linear("linear", infer_linear,
                 {{cpu, float32, "matmul", linear_kernel<float>, linear_workspace},
                  {cpu, float64, "matmul", linear_kernel<double>, linear_workspace}});
}

namespace nn {

Tensor linear(const Tensor& x, const Tensor& weight, const Tensor& bias) {
  if (x.dim() == 0) fail("linear: the input is a single number; it needs a last axis of size in");
  if (x.dim() != 2) {
    Shape shape = x.shape();
    shape[x.dim() - 1] = weight.size(0);
    Index rows = 1;
    for (int axis = 0; axis + 1 < x.dim(); ++axis) rows *= x.size(axis);
    return reshape(linear(reshape(x, {rows, x.size(-1)}), weight, bias), shape);
  }
  return bias.defined() ? apply(linear_rule, {&x, &weight, &bias})
                        : apply(linear_rule, {&x, &weight});
}

Linear::Linear(Index in_features, Index out_features, bool with_bias, std::uint64_t seed)
    : weight(register_parameter("weight", empty({out_features, in_features}))),
      bias(with_bias ? &register_parameter("bias", empty({out_features})) : nullptr) {
  if (in_features < 1 || out_features < 1)
    fail("Linear: in_features and out_features must be at least 1, not ", in_features, " and ",
         out_features);
  Linear::reset_own_parameters(seed, "");
}

Tensor Linear::forward(const Tensor& input) {
  return linear(input, weight, bias ? *bias : Tensor());
}

void Linear::reset_own_parameters(std::uint64_t seed, const std::string& prefix) {
  // exercise: linear/reset
  //| Weights and biases start uniform between -1/sqrt(in) and 1/sqrt(in), where `in` is how many numbers go into one
  //| output: fill_uniform(tensor, low, high, RandomStream(seed, prefix + "weight")), and likewise for "bias" where there
  //| is one.
  const double bound = 1 / std::sqrt(static_cast<double>(weight.size(1)));
  fill_uniform(weight, -bound, bound, RandomStream(seed, prefix + "weight"));
  if (bias) fill_uniform(*bias, -bound, bound, RandomStream(seed, prefix + "bias"));
  // end exercise
}

}  // namespace nn
}  // namespace gradus
