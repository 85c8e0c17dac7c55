// The last chapter's scalars as the oracle of tensors: the same random expressions, once on tensors
// and once number by number, must have the same values and the same gradients.
#include <gradus/scalar_autograd/backward.h>
#include <gradus/scalar_autograd/operators.h>
#include <gradus/tensor_autograd/creation.h>
#include <gradus/tensor_autograd/math.h>
#include <gradus/testing/expect.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "draw_array.h"

using gradus::Axes;
using gradus::Dims;
using gradus::Index;
using gradus::Shape;
using gradus::Tensor;
using gradus::scalar::Value;
using gradus::testing::Draw;
using gradus::testing::draw_array;
using gradus::testing::draw_smaller;
using gradus::testing::expect_all;

namespace {

// A tensor, and the same numbers one by one, in row-major order.
struct Twin {
  Tensor tensor;
  std::vector<Value> values;
};

std::vector<double> data(const std::vector<Value>& values) {
  std::vector<double> result;
  for (const Value& value : values) result.push_back(value.data());
  return result;
}
std::vector<double> gradients(const std::vector<Value>& values) {
  std::vector<double> result;
  for (const Value& value : values) result.push_back(value.grad());
  return result;
}

Twin draw_twin(Draw& draw, const Shape& shape) {
  Twin twin{Tensor(draw_array(draw, shape)).requires_grad(true), {}};
  for (double value : twin.tensor.to_vector()) twin.values.emplace_back(value);
  return twin;
}

// The value that the element at `to` of a larger shape reads.
const Value& read(const Twin& twin, const Dims& to) {
  const Shape& shape = twin.tensor.shape();
  Index position = 0;
  for (int axis = 0; axis < shape.rank(); ++axis)
    position =
        position * shape[axis] + (shape[axis] == 1 ? 0 : to[to.rank() - shape.rank() + axis]);
  return twin.values[static_cast<std::size_t>(position)];
}

template <class F>
Twin each(const Tensor& result, F f) {
  Twin twin{result, {}};
  for (Index i = 0; i < result.numel(); ++i) twin.values.push_back(f(unravel(i, result.shape())));
  return twin;
}

Twin unary(Index which, const Twin& a) {
  const auto at = [&](const Dims& i) { return read(a, i); };
  switch (which) {
    case 0:
      return each(exp(a.tensor * 0.3), [&](const Dims& i) { return exp(at(i) * 0.3); });
    case 1:
      return each(tanh(a.tensor), [&](const Dims& i) { return tanh(at(i)); });
    case 2:
      return each(sigmoid(a.tensor), [&](const Dims& i) { return sigmoid(at(i)); });
    case 3:
      return each(relu(a.tensor), [&](const Dims& i) { return relu(at(i)); });
    case 4:
      return each(-a.tensor, [&](const Dims& i) { return -at(i); });
    case 5:
      return each(log(a.tensor * a.tensor + 1),
                  [&](const Dims& i) { return log(at(i) * at(i) + 1); });
    default:
      return each(pow(a.tensor * a.tensor + 1, 0.5),
                  [&](const Dims& i) { return pow(at(i) * at(i) + 1, 0.5); });
  }
}

Twin binary(Index which, const Twin& a, const Twin& b) {
  const auto l = [&](const Dims& i) { return read(a, i); };
  const auto r = [&](const Dims& i) { return read(b, i); };
  switch (which) {
    case 0:
      return each(a.tensor + b.tensor, [&](const Dims& i) { return l(i) + r(i); });
    case 1:
      return each(a.tensor - b.tensor, [&](const Dims& i) { return l(i) - r(i); });
    case 2:
      return each(a.tensor * b.tensor, [&](const Dims& i) { return l(i) * r(i); });
    default:
      return each(a.tensor / (b.tensor * b.tensor + 1),
                  [&](const Dims& i) { return l(i) / (r(i) * r(i) + 1); });
  }
}

// Gradients of both for the same random upstream gradient.
void compare(const std::string& what, const Twin& result, const std::vector<Twin>& leaves,
             Draw& draw) {
  expect_all("values of " + what, result.tensor.to_vector(), data(result.values), 1e-12);
  const std::vector<double> upstream = draw.normals(result.tensor.numel());
  if (!result.tensor.requires_grad()) return;
  backward(result.tensor, Tensor::of(upstream, result.tensor.shape(), gradus::float64));
  Value loss = 0;
  for (std::size_t i = 0; i < upstream.size(); ++i) loss += upstream[i] * result.values[i];
  gradus::scalar::backward(loss);
  for (const Twin& leaf : leaves)
    if (leaf.tensor.grad().defined())
      expect_all("gradients of " + what + " for " + to_string(leaf.tensor.shape()),
                 leaf.tensor.grad().to_vector(), gradients(leaf.values), 1e-10);
}

}  // namespace

TEST(ScalarOracle, RandomExpressions) {
  Draw draw("expressions");
  for (int sample = 0; sample < 60; ++sample) {
    const Shape shape = draw.shape(3);
    std::vector<Twin> leaves;
    for (int i = 0; i < 3; ++i) leaves.push_back(draw_twin(draw, draw_smaller(draw, shape)));
    std::vector<Twin> made = leaves;  // every new one is made from any of those before
    for (int step = 0; step < 8; ++step) {
      const auto pick = [&]() -> const Twin& {
        return made[static_cast<std::size_t>(draw.between(0, static_cast<Index>(made.size()) - 1))];
      };
      const Twin &a = pick(), &b = pick();
      made.push_back(draw.chance(0.4) ? unary(draw.between(0, 6), a)
                                      : binary(draw.between(0, 3), a, b));
    }
    // A sum of all, so that each was used.
    Twin total = made[0];
    for (std::size_t i = 1; i < made.size(); ++i) total = binary(0, total, made[i]);
    compare("a random expression of shape " + to_string(shape), total, leaves, draw);
  }
}

TEST(ScalarOracle, Sums) {
  Draw draw("sums");
  for (int sample = 0; sample < 30; ++sample) {
    const Twin x = draw_twin(draw, draw.shape(4));
    Axes axes;
    for (int axis = 0; axis < x.tensor.dim(); ++axis)
      if (draw.chance(0.5)) axes.push_back(axis);
    const Tensor kept = sum(x.tensor, axes, true);
    Twin result{kept, std::vector<Value>(static_cast<std::size_t>(kept.numel()), Value(0))};
    for (Index i = 0; i < x.tensor.numel(); ++i) {
      const Dims at = unravel(i, x.tensor.shape());
      Index to = 0;
      for (int axis = 0; axis < at.rank(); ++axis)
        to = to * kept.shape()[axis] + (kept.shape()[axis] == 1 ? 0 : at[axis]);
      result.values[static_cast<std::size_t>(to)] += x.values[static_cast<std::size_t>(i)];
    }
    compare(to_string(x.tensor.shape()) + " summed over " + to_string(axes), result, {x}, draw);
  }
}

TEST(ScalarOracle, MatrixProducts) {
  Draw draw("matmul");
  for (int sample = 0; sample < 30; ++sample) {
    const Index m = draw.between(1, 4), k = draw.between(1, 4), n = draw.between(1, 4);
    const Twin a = draw_twin(draw, {m, k}), b = draw_twin(draw, {k, n});
    const Twin product = each(matmul(a.tensor, b.tensor), [&](const Dims& at) {
      Value total = 0;
      for (Index l = 0; l < k; ++l) total += read(a, {at[0], l}) * read(b, {l, at[1]});
      return total;
    });
    compare(to_string(Shape{m, k}) + " x " + to_string(Shape{k, n}), product, {a, b}, draw);
  }
}

TEST(ScalarOracle, AStepOfANetwork) {
  Draw draw("network");
  const Twin x = draw_twin(draw, {5, 2}), w1 = draw_twin(draw, {2, 4}), b1 = draw_twin(draw, {4}),
             w2 = draw_twin(draw, {4, 1});
  const auto layer = [](const Twin& in, const Twin& w) {
    return each(matmul(in.tensor, w.tensor), [&](const Dims& at) {
      Value total = 0;
      for (Index l = 0; l < w.tensor.size(0); ++l)
        total += read(in, {at[0], l}) * read(w, {l, at[1]});
      return total;
    });
  };
  compare("a network of two layers", layer(unary(1, binary(0, layer(x, w1), b1)), w2),
          {x, w1, b1, w2}, draw);
}
