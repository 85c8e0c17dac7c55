// Choosing and joining against PyTorch (tests/data/make_indexing_golden.py), and what they say
// about bad input. Their gradients against differences are in operations_test.cpp.
#include <gradus/common/error.h>
#include <gradus/tensor_autograd/creation.h>
#include <gradus/tensor_autograd/elementwise.h>
#include <gradus/tensor_autograd/gradient_check.h>
#include <gradus/tensor_autograd/index_ops.h>
#include <gradus/tensor_autograd/math.h>
#include <gradus/testing/expect.h>
#include <gradus/testing/golden.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <string>
#include <vector>

using gradus::DType;
using gradus::float32;
using gradus::float64;
using gradus::Index;
using gradus::int64;
using gradus::Shape;
using gradus::Tensor;
using gradus::testing::expect_all;
using gradus::testing::Golden;
using Numbers = std::vector<double>;
using Tensors = std::vector<Tensor>;

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

std::string message(auto call) {
  try {
    call();
  } catch (const gradus::Error& error) {
    return error.what();
  }
  return "no error";
}

// A function of tensors and, where it takes one, an index.
using Function = std::function<Tensor(const Tensors&, const Tensor&)>;

std::map<std::string, Function> functions() {
  std::map<std::string, Function> list = {
      {"cat of unequal sizes", [](const Tensors& x, const Tensor&) { return cat(x, 1); }},
      {"cat of many",
       [](const Tensors& x, const Tensor&) {
         Tensors rows;
         for (Index i = 0; i < x[0].size(0); ++i) rows.push_back(select(x[0], 0, i));
         return cat(rows);
       }},
      {"split_with_sizes",
       [](const Tensors& x, const Tensor&) {
         return cat(split_with_sizes(x[0], {1, 0, 4}, 1), 1);
       }},
      {"flip",
       [](const Tensors& x, const Tensor&) {
         return flip(x[0], {0, -1});
       }},
      {"flip nothing", [](const Tensors& x, const Tensor&) { return flip(x[0], {}); }},
      {"repeat",
       [](const Tensors& x, const Tensor&) {
         return repeat(x[0], {2, 3});
       }},
      {"repeat with new axes",
       [](const Tensors& x, const Tensor&) {
         return repeat(x[0], {2, 1, 3, 2});
       }},
      {"repeat no times",
       [](const Tensors& x, const Tensor&) {
         return repeat(x[0], {0, 2});
       }},
      {"pad",
       [](const Tensors& x, const Tensor&) {
         return pad(x[0], {1, 2, 3, 0});
       }},
      {"pad with a value",
       [](const Tensors& x, const Tensor&) {
         return pad(x[0], {1, 1}, 7);
       }},
      {"pad that cuts",
       [](const Tensors& x, const Tensor&) {
         return pad(x[0], {-1, 2, 1, -2}, 3);
       }},
      {"topk", [](const Tensors& x, const Tensor&) { return topk(x[0], 2, 0).values; }},
      {"topk smallest",
       [](const Tensors& x, const Tensor&) { return topk(x[0], 3, -1, false).values; }},
      {"topk with NaN", [](const Tensors& x, const Tensor&) { return topk(x[0], 3).values; }},
      {"topk smallest with NaN",
       [](const Tensors& x, const Tensor&) { return topk(x[0], 4, -1, false).values; }},
      {"topk indices",
       [](const Tensors& x, const Tensor&) {
         return to(topk(x[0], 2, 1).indices, float64) + 0 * slice(x[0], 1, 0, 2);
       }},
      {"sort", [](const Tensors& x, const Tensor&) { return sort(x[0], 1).values; }},
      {"sort descending",
       [](const Tensors& x, const Tensor&) { return sort(x[0], 0, true).values; }},
      {"sort with NaN", [](const Tensors& x, const Tensor&) { return sort(x[0]).values; }},
      {"argsort, stable",
       [](const Tensors& x, const Tensor&) { return to(argsort(x[0]), float64) + 0 * x[0]; }},
      {"one_hot",
       [](const Tensors& x, const Tensor& i) { return x[0] * to(one_hot(i, 4), float64); }},
      {"one_hot of all",
       [](const Tensors& x, const Tensor& i) { return x[0] * to(one_hot(i), float64); }},
  };
  for (Index axis : {0, 1, -1}) {
    const std::string name = " " + std::to_string(axis);
    list["gather" + name] = [=](const Tensors& x, const Tensor& i) {
      return gather(x[0], axis, i);
    };
    list["scatter_add" + name] = [=](const Tensors& x, const Tensor& i) {
      return scatter_add(x[0], axis, i, x[1]);
    };
    list["index_select" + name] = [=](const Tensors& x, const Tensor& i) {
      return index_select(x[0], axis, i);
    };
    list["cat" + name] = [=](const Tensors& x, const Tensor&) {
      return gradus::cat({x[0], x[1], x[0]}, axis);
    };
    list["stack" + name] = [=](const Tensors& x, const Tensor&) { return stack(x, axis); };
    list["split" + name] = [=](const Tensors& x, const Tensor&) {
      return split(x[0], 2, axis).back();
    };
  }
  for (const auto& [name, diagonals] :
       std::map<std::string, std::vector<Index>>{{"tril", {0, 1, -2}}, {"triu", {0, 2, -1}}})
    for (std::size_t i = 0; i < 3; ++i) {
      const auto f = name == "tril" ? gradus::tril : gradus::triu;
      const Index diagonal = diagonals[i];
      list[name + (i == 0   ? ""
                   : i == 1 ? " above"
                            : " below")] = [=](const Tensors& x, const Tensor&) {
        return f(x[0], diagonal);
      };
    }
  return list;
}

const Golden& golden() {
  static const Golden file(GRADUS_TEST_DATA "/indexing.json");
  return file;
}

bool has(const std::string& name, const std::string& key) {
  for (const std::string& other : golden().keys("/" + name))
    if (other == key) return true;
  return false;
}

Tensor tensor(const std::string& pointer, DType dtype = float64) {
  Shape shape;
  for (double size : golden().numbers(pointer + "/shape"))
    shape.push_back(static_cast<Index>(size));
  return Tensor::of(golden().numbers(pointer + "/values"), shape, dtype);
}

Tensors tensors(const std::string& pointer, DType dtype) {
  Tensors list;
  for (const std::string& i : golden().keys(pointer))
    list.push_back(tensor(pointer + "/" + i, dtype));
  return list;
}

// The same shape and the same numbers; NaN where NaN is expected.
void expect_same(const std::string& what, const Tensor& actual, const Tensor& expected) {
  EXPECT_EQ(actual.shape(), expected.shape()) << what;
  const Numbers got = actual.to_vector(), wanted = expected.to_vector();
  ASSERT_EQ(got.size(), wanted.size()) << what;
  for (std::size_t i = 0; i < got.size(); ++i)
    EXPECT_TRUE(gradus::testing::close(got[i], wanted[i], 1e-14) ||
                (std::isnan(got[i]) && std::isnan(wanted[i])))
        << what << ", element " << i << ": " << got[i] << ", PyTorch says " << wanted[i];
}

}  // namespace

TEST(IndexOps, ResultsAndGradientsArePyTorchs) {
  for (const auto& [name, f] : functions()) {
    const Tensor index = has(name, "index") ? tensor("/" + name + "/index", int64) : Tensor();
    Tensors inputs = tensors("/" + name + "/inputs", float64);
    for (Tensor& input : inputs) input.requires_grad(true);
    const Tensor result = f(inputs, index);
    expect_same(name, result, tensor("/" + name + "/result"));
    const Tensors gradients = grad_or_zeros(result, inputs, tensor("/" + name + "/upstream"));
    for (std::size_t i = 0; i < inputs.size(); ++i)
      expect_same(name + ", gradient " + std::to_string(i), gradients[i],
                  tensor("/" + name + "/gradients/" + std::to_string(i)));
  }
}

TEST(IndexOps, EveryDTypeIsPyTorchs) {
  int checked = 0;
  for (const auto& [name, f] : functions()) {
    if (!has(name, "whole inputs")) continue;
    const Tensor index = has(name, "index") ? tensor("/" + name + "/index", int64) : Tensor();
    for (DType dtype : {float32, int64, gradus::uint8, gradus::bool_}) {
      const Tensor result = f(tensors("/" + name + "/whole inputs", dtype), index);
      EXPECT_EQ(result.dtype(), dtype) << name;
      expect_same(name + " of " + info(dtype).name, result,
                  tensor("/" + name + "/whole results/" + info(dtype).name));
      ++checked;
    }
  }
  EXPECT_GT(checked, 100);
}

TEST(IndexOps, EveryCaseIsUsed) {
  std::vector<std::string> names;
  for (const auto& [name, f] : functions()) names.push_back(name);
  EXPECT_EQ(golden().keys(""), names);
}

TEST(IndexOps, TrianglesHideWhatIsNotANumber) {
  const Tensor x = Tensor::of({1, kNan, kNan, 2}, {2, 2}, float64);
  expect_all("tril of [[1, NaN], [NaN, 2]], first row", select(tril(x), 0, 0).to_vector(), {1, 0});
  expect_all("triu of it, second row", select(triu(x), 0, 1).to_vector(), {0, 2});
}

TEST(IndexOps, SplitGivesViews) {
  const Tensor x = gradus::arange(0, 10, 1, float64);
  const Tensors parts = split(x, 4);
  ASSERT_EQ(parts.size(), 3U);
  EXPECT_EQ(parts[2].shape(), Shape({2}));
  EXPECT_EQ(parts[1].array().storage, x.array().storage) << "nothing is copied";
  EXPECT_EQ(split(gradus::zeros({0, 2}), 3).size(), 1U);
  EXPECT_TRUE(split_with_sizes(gradus::zeros({0, 2}), {}).empty());
  const Tensors named = split_with_sizes(x, {1, 0, 9});
  ASSERT_EQ(named.size(), 3U);
  expect_all("the first of parts of 1, 0 and 9", named[0].to_vector(), {0});
  EXPECT_EQ(named[1].shape(), Shape({0}));
  expect_all("the third of them", named[2].to_vector(), {1, 2, 3, 4, 5, 6, 7, 8, 9});
}

TEST(IndexOps, TheIndexIsKept) {
  const Tensor x = Tensor::of({1, 2, 3}, {3}, float64).requires_grad(true);
  const Tensor index = Tensor::of({0, 2}, {2}, int64);
  const Tensor y = gather(x, 0, index);
  run_into(gradus::ops::add, {&index.array(), &index.array()}, {&index.array()});
  EXPECT_EQ(
      message([&] { backward(y, gradus::ones({2}, float64)); }).substr(0, 85),
      "gather: a tensor that its gradient needs was changed in place after the forward pass ");
}

TEST(IndexOps, JoinedManyTimes) {
  // 100 parts: several layers of joins, and each part gets its own gradient.
  Tensors parts;
  for (int i = 0; i < 100; ++i)
    parts.push_back(Tensor::of({1.0 * i, -1.0 * i}, {2}, float64).requires_grad(true));
  const Tensor all = stack(parts);
  ASSERT_EQ(all.shape(), Shape({100, 2}));
  const Tensor weights = reshape(gradus::arange(0, 200, 1, float64), {100, 2});
  backward(sum(all * all * weights));
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const double n = static_cast<double>(i);
    expect_all("gradient of part " + std::to_string(i), parts[i].grad().to_vector(),
               {2 * n * 2 * n, -2 * n * (2 * n + 1)});
  }
}

TEST(IndexOps, ErrorsNameTheValues) {
  const Tensor x = gradus::zeros({3, 2}), one = gradus::zeros({});
  const auto index = [](const Numbers& values) {
    return Tensor::of(values, {static_cast<Index>(values.size())}, int64);
  };
  EXPECT_EQ(message([&] {
              index_select(x, 0, index({0, 3}));
            }),
            "index_select: the index at [1, 0] is 3, outside axis 0 of size 3; use 0 to 2");
  EXPECT_EQ(message([&] { index_select(x, 0, Tensor::of({0.5}, {1})); }),
            "index_select: the index must be int64, not float32; convert it with to(int64)");
  EXPECT_EQ(message([&] {
              index_select(x, 0, reshape(index({0, 1}), {1, 2}));
            }),
            "index_select: the index must have one axis, not [1, 2]; use gather for a position for "
            "each element");
  EXPECT_EQ(message([&] { gather(x, 2, index({0})); }),
            "gather: there is no axis 2 in a tensor of rank 2; use -2 to 1");
  EXPECT_EQ(message([&] { gather(one, 0, index({0})); }),
            "gather: there is no axis 0 in a tensor of rank 0; a single number has no axes");
  EXPECT_EQ(message([] { gradus::cat({}); }), "cat: there are no tensors to join");
  EXPECT_EQ(message([&] {
              gradus::cat({x, gradus::zeros({3})});
            }),
            "cat: [3, 2] and [3] do not fit; only along axis 0 may sizes differ");
  EXPECT_EQ(message([&] {
              gradus::cat({x, gradus::zeros({3, 2}, float64)});
            }),
            "cat: dtypes differ: float32 and float64; convert one with to(dtype)");
  EXPECT_EQ(message([] { gradus::stack({}); }), "stack: there are no tensors to join");
  EXPECT_EQ(message([&] {
              gradus::stack({x, gradus::zeros({3})});
            }),
            "stack: shapes differ: [3, 2] and [3]; cat joins along an axis that is there");
  EXPECT_EQ(message([&] { split(x, 0); }),
            "split: parts of 0; a part has at least one element along the axis");
  EXPECT_EQ(message([&] {
              split_with_sizes(x, {1, 3});
            }),
            "split_with_sizes: a part of 3 after 1 does not fit into axis 0 of [3, 2]");
  EXPECT_EQ(message([&] {
              split_with_sizes(x, {1, 1});
            }),
            "split_with_sizes: the parts have 2 together, axis 0 of [3, 2] has 3");
  EXPECT_EQ(message([&] { repeat(x, {2}); }),
            "repeat: 1 numbers for the axes of [3, 2]; give one for each axis");
  EXPECT_EQ(message([&] { repeat(x, {2, -1}); }), "repeat: [2, -1] has a negative number");
  EXPECT_EQ(
      message([&] { pad(x, {1}); }),
      "pad: 1 widths for [3, 2]; give two for each axis, before and after, from the last axis "
      "on");
  EXPECT_EQ(message([&] {
              pad(x, {-1, -2});
            }),
            "pad: widths -1 and -2 cut more off axis 1 of [3, 2] than it has");
  EXPECT_EQ(message([&] { topk(x, 4, 0); }), "topk: k is 4, but axis 0 of [3, 2] has 3 elements");
  EXPECT_EQ(message([&] { tril(gradus::zeros({3})); }),
            "tril: [3] is no matrix; it needs two axes at least");
  EXPECT_EQ(message([&] {
              one_hot(index({0, 3}), 3);
            }),
            "one_hot: the index at [1, 0] is 3, outside axis 1 of size 3; use 0 to 2");
  EXPECT_EQ(message([&] { gradus::one_hot(x); }),
            "one_hot: the labels must be int64, not float32; convert them with to(int64)");
  EXPECT_EQ(message([&] { one_hot(index({})); }),
            "one_hot: no labels to count the classes by; say how many there are");
}
