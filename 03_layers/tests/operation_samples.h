#pragma once
// What this chapter's operations are checked with: a generator of random calls for each. Included
// once a program.
#include <gradus/layers/cross_entropy.h>
#include <gradus/layers/linear.h>
#include <gradus/layers/normalization.h>
#include <gradus/layers/softmax.h>
#include <gradus/tensor_autograd/hessian.h>
#include <gradus/tensor_autograd/math.h>

#include <algorithm>
#include <string>
#include <vector>

#include "../../02_tensor_autograd/tests/operation_sample.h"

using gradus::Axes;
using gradus::Index;
using gradus::Shape;
using gradus::Tensor;
using gradus::TensorFunction;
using gradus::testing::Draw;
using gradus::testing::Sample;
using gradus::testing::shape_with_axes;
using gradus::testing::uniform;
using Numbers = std::vector<double>;
using Tensors = std::vector<Tensor>;
namespace nn = gradus::nn;

namespace {

// A call with inputs of a size of about 1: the float32 error of an element is at most `roundings`
// times 2^-24 max(1, |it|).
Sample call(TensorFunction f, Tensors inputs, double roundings = 16) {
  return {.f = std::move(f), .inputs = std::move(inputs), .terms = roundings, .least_size = 1};
}

Tensor labels(Draw& draw, Index count, Index classes) {
  Numbers values;
  for (Index i = 0; i < count; ++i)
    values.push_back(static_cast<double>(draw.between(0, classes - 1)));
  return Tensor::of(values, {count}, gradus::int64);
}

Sample linear(Draw& draw, int max_rank) {
  Shape x = draw.shape(std::max(0, max_rank - 1));
  const Index in = draw.between(draw.chance(0.1) ? 0 : 1, 5), out = draw.between(1, 4);
  x.push_back(in);
  Tensors inputs{uniform(draw, x), uniform(draw, {out, in})};
  if (draw.chance(0.5)) inputs.push_back(uniform(draw, {out}));
  return call(
      [](const Tensors& t) { return nn::linear(t[0], t[1], t.size() > 2 ? t[2] : Tensor()); },
      inputs, 4.0 * static_cast<double>(in + 1));
}

Sample cross_entropy(Draw& draw, int) {
  const Index samples = draw.between(1, 5), classes = draw.between(1, 5);
  const Tensor right = labels(draw, samples, classes);
  return call([=](const Tensors& t) { return nn::cross_entropy(t[0], to(right, t[0].device())); },
              {uniform(draw, {samples, classes})});
}

// What backward itself calls is reached through a gradient that can be differentiated.
Tensor gradient(const TensorFunction& f, const Tensor& x, const Tensor& upstream) {
  const gradus::GradMode on(true);
  const Tensor leaf = x.requires_grad() ? x : x.detach().requires_grad(true);
  return gradus::differentiable_gradients(f, {leaf}, upstream)[0];
}
Sample cross_entropy_backward(Draw& draw, int) {
  const Index samples = draw.between(1, 5), classes = draw.between(1, 5);
  const Tensor right = labels(draw, samples, classes);
  const auto loss = [=](const Tensors& t) {
    return nn::cross_entropy(t[0], to(right, t[0].device()));
  };
  return call([=](const Tensors& t) { return gradient(loss, t[0], t[1]); },
              {uniform(draw, {samples, classes}), uniform(draw, {})});
}

template <Tensor (*f)(const Tensor&, Index)>
Sample along_axis(Draw& draw, int max_rank) {
  const Shape shape = shape_with_axes(draw, max_rank);
  const Index axis = draw.between(-shape.rank(), shape.rank() - 1);
  return call([=](const Tensors& t) { return f(t[0], axis); }, {uniform(draw, shape)});
}

// All three results, mixed.
Sample normalize(Draw& draw, int max_rank) {
  const Shape shape = shape_with_axes(draw, max_rank);
  Axes axes;
  for (int axis = 0; axis < shape.rank(); ++axis)
    if (draw.chance(0.5)) axes.push_back(draw.chance(0.5) ? axis : axis - shape.rank());
  const double eps = draw.uniform(0.1, 1);
  return call(
      [=](const Tensors& t) {
        const nn::Normalized n = nn::normalize(t[0], axes, eps);
        return n.y + 0.5 * n.mean + 0.25 * n.var * n.y;
      },
      {uniform(draw, shape)}, 64);
}

const gradus::testing::OperationLists kLists = {
    .differentiable =
        {
            {"cross_entropy", cross_entropy},
            {"cross_entropy_backward", cross_entropy_backward},
            {"linear", linear},
            {"log_softmax", along_axis<nn::log_softmax>},
            {"normalize", normalize},
            {"softmax", along_axis<nn::softmax>},
        },
    .not_differentiable =
        {
            {"adam_step", "it changes parameters outside the graph"},
            {"clip_norm", "it changes gradients outside the graph"},
            {"clip_value", "it changes gradients outside the graph"},
            {"dropout_mask", "its random numbers do not depend on what it masks"},
            {"rmsprop_step", "it changes parameters outside the graph"},
            {"sgd_step", "it changes parameters outside the graph"},
            {"total_norm", "it measures gradients, outside the graph"},
        },
    .composites = {}};

}  // namespace

const gradus::testing::OperationLists& gradus::testing::operation_lists() { return kLists; }
