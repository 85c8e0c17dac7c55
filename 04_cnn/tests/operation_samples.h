#pragma once
// What this chapter's operations are checked with: a generator of random calls for each. Included
// once a program.
#include <gradus/cnn/batch_norm.h>
#include <gradus/cnn/conv2d.h>
#include <gradus/cnn/pooling.h>
#include <gradus/tensor_autograd/hessian.h>
#include <gradus/tensor_autograd/vector_tile.h>
#include <gradus/tensor_autograd/view_ops.h>

#include <vector>

#include "../../02_tensor_autograd/tests/operation_sample.h"

using gradus::Index;
using gradus::Shape;
using gradus::Tensor;
using gradus::TensorFunction;
using gradus::testing::Draw;
using gradus::testing::Sample;
using gradus::testing::uniform;
using Tensors = std::vector<Tensor>;
namespace nn = gradus::nn;

namespace {

// A call with inputs of a size of about 1: the float32 error of an element is at most `roundings`
// times 2^-24 max(1, |it|).
Sample call(TensorFunction f, Tensors inputs, double roundings = 16) {
  return {.f = std::move(f), .inputs = std::move(inputs), .terms = roundings, .least_size = 1};
}

// A convolution of random sizes and settings.
struct Convolution {
  nn::Conv2dOptions options;
  Shape images, weight, out;
  double products = 0;  // the most that are added up in one number of any of the three results

  explicit Convolution(Draw& draw) {
    options.groups = draw.chance(0.3) ? 2 : 1;
    const Index channels = draw.between(1, 3), filters = draw.between(1, 3);
    images = {draw.chance(0.1) ? 0 : draw.between(1, 2), channels * options.groups, 0, 0};
    weight = {filters * options.groups, channels, 0, 0};
    out = {images[0], weight[0], 0, 0};
    options.same = draw.chance(0.2);
    gradus::ConvolutionAttributes settings;
    for (int axis = 0; axis < 2; ++axis) {
      weight[2 + axis] = draw.between(1, 3);
      options.dilation[axis] = settings.dilation[axis] = draw.between(1, 2);
      const Index reach = options.dilation[axis] * (weight[2 + axis] - 1) + 1;
      if (!options.same) {
        options.stride[axis] = draw.between(1, 3);
        options.padding[axis] = draw.between(0, 2);
      }
      images[2 + axis] = std::max<Index>(1, reach - 2 * options.padding[axis]) + draw.between(0, 4);
      out[2 + axis] =
          options.same
              ? images[2 + axis]
              : (images[2 + axis] + 2 * options.padding[axis] - reach) / options.stride[axis] + 1;
    }
    const auto count = [](Index a, Index b, Index c) { return static_cast<double>(a * b * c); };
    products =
        1 + std::max({count(channels, weight[2], weight[3]), count(images[0], out[2], out[3]),
                      count(filters, weight[2], weight[3])});
  }
  TensorFunction function() const {
    return [options = options](const Tensors& t) {
      return nn::conv2d(t[0], t[1], t.size() > 2 ? t[2] : Tensor(), options);
    };
  }
};

Sample conv2d(Draw& draw, int) {
  const Convolution c(draw);
  Tensors inputs{uniform(draw, c.images), uniform(draw, c.weight)};
  if (draw.chance(0.5)) inputs.push_back(uniform(draw, {c.weight[0]}));
  return call(c.function(), inputs, 4 * c.products);
}

// The gradients of conv2d are reached as gradients that can be differentiated: of input `which`,
// with respect to the upstream gradient and the other input.
Sample gradient(Draw& draw, int which) {
  const Convolution c(draw);
  const Tensor of = uniform(draw, which == 0 ? c.images : c.weight);
  const auto f = [=, conv = c.function()](const Tensors& t) {
    const gradus::GradMode on(true);
    const Tensor leaf = to(to(of, t[0].dtype()), t[0].device()).detach().requires_grad(true);
    const Tensors inputs = which == 0 ? Tensors{leaf, t[1]} : Tensors{t[1], leaf};
    const gradus::BackwardOptions record{.retain_graph = true, .create_graph = true};
    return gradus::grad(conv(inputs), {leaf}, t[0], record)[0];
  };
  return call(f, {uniform(draw, c.out), uniform(draw, which == 0 ? c.weight : c.images)},
              4 * c.products);
}
Sample input_gradient(Draw& draw, int) { return gradient(draw, 0); }
Sample weight_gradient(Draw& draw, int) { return gradient(draw, 1); }

// A convolution that the default variant computes by Winograd's trick, which the ones above are too
// small for: channels that fill a vector and lie last, also in the gradient that comes back, and at
// least 32 tiles of 2 x 2 outputs. The filters are multiples of one, so that the check stays quick.
Sample winograd(Draw& draw, int) {
  constexpr Index kWidth = gradus::Tile<double>::kWidth;
  const bool single = draw.chance(0.5);  // outputs: then the input gradient takes that way, too
  const Index padding = single ? 1 : 2;
  const Tensor factors = uniform(draw, {kWidth, 1, 1, 1});
  return call(
      [=](const Tensors& t) {
        const Tensor images = permute(contiguous(t[0]), {0, 3, 1, 2});
        const Tensor out = nn::conv2d(images, to(factors, t[0].device()) * t[1], {},
                                      {.padding = {padding, padding}});
        return permute(out, {0, 2, 3, 1});
      },
      {uniform(draw, {single ? 32 : 8, 1, 1, kWidth}), uniform(draw, {kWidth, 3, 3})});
}

// Poolings: the images, and the settings.
struct Pooling {
  nn::Pool2dOptions options;
  Shape images, out;

  explicit Pooling(Draw& draw) {
    images = {draw.between(draw.chance(0.1) ? 0 : 1, 2), draw.between(1, 3), 0, 0};
    out = images;
    options.count_include_pad = draw.chance(0.5);
    for (int axis = 0; axis < 2; ++axis) {
      options.kernel[axis] = draw.between(1, 4);
      options.stride[axis] = draw.between(0, 3);
      options.padding[axis] = draw.between(0, options.kernel[axis] / 2);
      images[2 + axis] =
          std::max<Index>(1, options.kernel[axis] - 2 * options.padding[axis]) + draw.between(0, 4);
      const Index stride = options.stride[axis] ? options.stride[axis] : options.kernel[axis];
      out[2 + axis] =
          (images[2 + axis] + 2 * options.padding[axis] - options.kernel[axis]) / stride + 1;
    }
  }
};

Sample max_pool2d(Draw& draw, int) {
  const Pooling p(draw);
  return call([options = p.options](const Tensors& t) { return nn::max_pool2d(t[0], options); },
              {uniform(draw, p.images)});
}
Sample avg_pool2d(Draw& draw, int) {
  const Pooling p(draw);
  if (draw.chance(0.3)) {
    const Index rows = draw.between(1, 4), columns = draw.between(1, 4);
    return call([=](const Tensors& t) { return nn::adaptive_avg_pool2d(t[0], rows, columns); },
                {uniform(draw, p.images)});
  }
  return call([options = p.options](const Tensors& t) { return nn::avg_pool2d(t[0], options); },
              {uniform(draw, p.images)});
}
template <Tensor (*pool)(const Tensor&, const nn::Pool2dOptions&)>
Sample pool_backward(Draw& draw, int) {
  const Pooling p(draw);
  const Tensor images = uniform(draw, p.images);
  return call(
      [=, options = p.options](const Tensors& t) {
        const gradus::GradMode on(true);
        const Tensor leaf =
            to(to(images, t[0].dtype()), t[0].device()).detach().requires_grad(true);
        const gradus::BackwardOptions record{.retain_graph = true, .create_graph = true};
        return gradus::grad(pool(leaf, options), {leaf}, t[0], record)[0];
      },
      {uniform(draw, p.out)}, 64);
}

// Batch norm of images in training or evaluation, perhaps with a residual and a ReLU.
template <bool training>
Sample batch_norm(Draw& draw, int) {
  const Index channels = draw.between(1, 3);
  const Shape shape{draw.between(1, 2), channels, draw.between(1, 3), draw.between(2, 3)};
  const double eps = draw.uniform(0.1, 1);
  const bool with_relu = draw.chance(0.5);
  Tensors inputs{uniform(draw, shape), uniform(draw, {channels}), uniform(draw, {channels})};
  if (draw.chance(0.5)) inputs.push_back(uniform(draw, shape));
  return call(
      [=](const Tensors& t) {
        nn::BatchNorm2d copy(channels, {.eps = eps});
        copy.to(t[0].dtype());
        copy.to(t[0].device());
        copy.train(training);
        *copy.weight = t[1];
        *copy.bias = t[2];
        return batch_norm_act(copy, t[0], t.size() > 3 ? t[3] : Tensor(), with_relu);
      },
      inputs, 256);
}

const gradus::testing::OperationLists kLists = {
    .differentiable =
        {
            {"affine_rows", batch_norm<false>},
            {"avg_pool2d", avg_pool2d},
            {"avg_spread2d", pool_backward<nn::avg_pool2d>},
            {"batch_norm_rows", batch_norm<true>},
            {"conv2d", conv2d},
            {"conv2d_input_gradient", input_gradient},
            {"conv2d_weight_gradient", weight_gradient},
            {"max_pick2d", max_pool2d},
            {"max_place2d", pool_backward<nn::max_pool2d>},
        },
    .not_differentiable =
        {
            {"batch_norm_again", "backward computes y by it, and gives it y's place in the graph"},
            {"batch_norm_rows_backward", "where second derivatives are wanted, others compute it"},
        },
    .composites = {{"conv2d by Winograd's trick", winograd}}};

}  // namespace

const gradus::testing::OperationLists& gradus::testing::operation_lists() { return kLists; }
