#include <gradus/cnn/conv2d.h>
#include <gradus/common/error.h>
#include <gradus/common/threads.h>
#include <gradus/tensor_autograd/autograd.h>
#include <gradus/tensor_autograd/creation.h>
#include <gradus/tensor_autograd/math.h>
#include <gradus/tensor_autograd/vector_tile.h>
#include <gradus/tensor_autograd/view_ops.h>
#include <gradus/testing/expect.h>
#include <gradus/testing/golden.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "../../03_layers/tests/support.h"

using gradus::float32;
using gradus::float64;
using gradus::Index;
using gradus::Shape;
using gradus::Tensor;
using gradus::UseVariant;
using gradus::nn::conv2d;
using gradus::nn::Conv2dOptions;
using gradus::testing::expect_all;
using gradus::testing::Golden;
using gradus::testing::random_tensor;
using Numbers = std::vector<double>;
namespace ops = gradus::ops;

namespace {

std::string message(auto call) {
  try {
    call();
  } catch (const gradus::Error& error) {
    return error.what();
  }
  return "no error";
}

Tensor numbers(const Shape& shape, const Numbers& values) {
  return Tensor::of(values, shape, float64);
}

// The gradients of sum(upstream * conv2d(images, weight, bias)); of nothing where there is none.
struct Gradients {
  Numbers images, weight, bias;
  Tensor out;
};
Gradients gradients(const Tensor& given_images, const Tensor& given_weight,
                    const Tensor& given_bias, const Conv2dOptions& options,
                    const Numbers& upstream) {
  Tensor images = given_images.detach().requires_grad(true),
         weight = given_weight.detach().requires_grad(true), bias = given_bias;
  if (bias.defined()) bias = bias.detach().requires_grad(true);
  const Tensor out = conv2d(images, weight, bias, options);
  backward(out, Tensor::of(upstream, out.shape(), out.dtype()));
  const auto values = [](const Tensor& tensor) {
    return tensor.defined() && tensor.grad().defined() ? tensor.grad().to_vector() : Numbers();
  };
  return {values(images), values(weight), values(bias), out.detach()};
}
Gradients gradients(const Tensor& images, const Tensor& weight, const Numbers& upstream,
                    const Conv2dOptions& options = {}) {
  return gradients(images, weight, {}, options, upstream);
}

// The kernels that the exercises are in.
struct Naive {
  UseVariant input{ops::conv2d_input_gradient, "naive"},
      weight{ops::conv2d_weight_gradient, "naive"};
};

Shape shape_of(const Golden& golden, const std::string& where) {
  Shape shape;
  for (double size : golden.numbers(where)) shape.push_back(static_cast<Index>(size));
  return shape;
}

Conv2dOptions options_of(const Golden& golden, const std::string& where) {
  Conv2dOptions options;
  options.groups = static_cast<Index>(golden.number(where + "/groups"));
  options.same = golden.number(where + "/same") == 1;
  for (std::size_t axis = 0; axis < 2; ++axis) {
    options.stride[axis] = static_cast<Index>(golden.numbers(where + "/stride")[axis]);
    options.padding[axis] = static_cast<Index>(golden.numbers(where + "/padding")[axis]);
    options.dilation[axis] = static_cast<Index>(golden.numbers(where + "/dilation")[axis]);
  }
  return options;
}

}  // namespace

TEST(InputGradient, WindowsOverlap) {
  const Naive naive;
  const Tensor images = numbers({1, 1, 1, 3}, {1, 2, 3}), weight = numbers({1, 1, 1, 2}, {10, 1});
  expect_all("dL/d(1 2 3), weights 10 1, upstream gradient 1 100",
             gradients(images, weight, {1, 100}).images, {10, 1001, 100})
      .if_equal({10, 1000, 100},
                "the pixel in the middle stands under two windows: add what both give, do not "
                "overwrite")
      .if_equal({1, 110, 1000},
                "the kernel was turned by half a turn: this pixel met weight (y, x) on its way "
                "forward, so it gets the same one back")
      .if_equal(
          {0, 0, 0},
          "right for 3 x 3 kernels with padding 1 and stride 1 only: from_row and from_column "
          "say which pixel it is");
  expect_all("how many windows of 3 x 3 each of 4 x 5 pixels stands under",
             gradients(gradus::ones({1, 1, 4, 5}, float64), gradus::ones({1, 1, 3, 3}, float64),
                       Numbers(6, 1))
                 .images,
             {1, 2, 3, 2, 1, 2, 4, 6, 4, 2, 2, 4, 6, 4, 2, 1, 2, 3, 2, 1});
}

TEST(InputGradient, GroupsHaveTheirChannels) {
  const Naive naive;
  const Tensor images = numbers({1, 2, 1, 1}, {3, 7}), weight = numbers({2, 1, 1, 1}, {10, 1});
  expect_all("dL/d(two channels in two groups), weights 10 and 1, upstream gradient 1 100",
             gradients(images, weight, {1, 100}, {.groups = 2}).images, {10, 100})
      .if_equal({110, 0},
                "both groups gave to the channel of the first: `c` counts inside of a group, "
                "`channel` in the image");
}

TEST(WeightGradient, SumsOverPositionsAndImages) {
  const Naive naive;
  expect_all(
      "dL/d(10 1) over 1 2 3, upstream gradient 1 100",
      gradients(numbers({1, 1, 1, 3}, {1, 2, 3}), numbers({1, 1, 1, 2}, {10, 1}), {1, 100}).weight,
      {201, 302})
      .if_equal({200, 300}, "only the last position counts: a weight is used at every one, so add");
  expect_all("dL/d(1) over two images of one pixel, 2 and 3, upstream gradient 10 100",
             gradients(numbers({2, 1, 1, 1}, {2, 3}), numbers({1, 1, 1, 1}, {1}), {10, 100}).weight,
             {320})
      .if_equal(Numbers{20}, "only the first image of the batch counts")
      .if_equal(Numbers{160},
                "divided by the size of the batch: a mean is the loss's business, not that of a "
                "layer");
  expect_all("dL/d(two filters in two groups), channels 3 and 7, upstream gradient 1 100",
             gradients(numbers({1, 2, 1, 1}, {3, 7}), numbers({2, 1, 1, 1}, {10, 1}), {1, 100},
                       {.groups = 2})
                 .weight,
             {3, 700})
      .if_equal({3, 300},
                "the second group looked at the channel of the first: see `channel` of the term");
}

TEST(Rule, GivesAllThree) {
  const Naive naive;
  const Gradients all =
      gradients(numbers({2, 1, 1, 2}, {1, 2, 3, 4}), numbers({2, 1, 1, 1}, {10, 20}),
                numbers({2}, {5, 6}), {}, {1, 10, 100, 1000, 2, 20, 200, 2000});
  expect_all(
      "dL/dbias of two filters: 1 10 and 2 20 of one image, 100 1000 and 200 2000 of the other",
      all.bias, {33, 3300})
      .if_equal({8.25, 825},
                "the mean was taken: the bias is in every output, so its gradient is the sum")
      .if_equal({11, 1100}, "only the first image of the batch counts for the bias")
      .if_true(all.bias.empty(), "the bias got no gradient, so it never learns");
  expect_all("dL/dweight", all.weight, {1 + 20 + 6 + 80, 100 + 2000 + 600 + 8000})
      .if_true(all.weight.empty(), "the weights got no gradient, so they never learn");
  expect_all("dL/dimages", all.images, {2010, 20100, 4020, 40200})
      .if_true(
          all.images.empty(),
          "the images got no gradient: as the first layer it learns, but none before it would");
  const Tensor frozen = numbers({1, 1, 1, 2}, {1, 2});
  Tensor weight = numbers({1, 1, 1, 1}, {3}).requires_grad(true);
  backward(conv2d(frozen, weight), numbers({1, 1, 1, 2}, {1, 10}));
  EXPECT_FALSE(frozen.grad().defined());
  expect_all("dL/dweight alone", weight.grad().to_vector(), {21});
}

TEST(Same, KeepsTheSize) {
  const auto same = [](const Numbers& pixels, const Numbers& weights, Index dilation = 1) {
    return conv2d(numbers({1, 1, 1, static_cast<Index>(pixels.size())}, pixels),
                  numbers({1, 1, 1, static_cast<Index>(weights.size())}, weights), {},
                  {.dilation = {1, dilation}, .same = true})
        .to_vector();
  };
  expect_all("1 2 3 4 by weights 10 1, padded to the same size", same({1, 2, 3, 4}, {10, 1}),
             {12, 23, 34, 40})
      .if_equal({1, 12, 23, 34}, "the odd zero belongs after the image")
      .if_equal({1, 12, 23, 34, 40},
                "half a kernel on either side gives an even kernel one output too many")
      .if_equal({12, 23, 34}, "an even kernel lost an output: an odd number of zeros was halved");
  expect_all("1 2 3 4 5 by weights 100 10 1 with a dilation of 2, padded to the same size",
             same({1, 2, 3, 4, 5}, {100, 10, 1}, 2), {13, 24, 135, 240, 350})
      .if_equal({24, 135, 240}, "the dilation makes the window wider: it needs more zeros");
}

TEST(Conv2d, LikePyTorch) {
  const Golden golden(GRADUS_TEST_DATA "/convolution.json");
  for (const std::string& name : golden.keys("")) {
    const std::string at = "/" + name;
    const Conv2dOptions options = options_of(golden, at);
    const Tensor images = numbers(shape_of(golden, at + "/images shape"),
                                  golden.numbers(at + "/images")),
                 weight = numbers(shape_of(golden, at + "/weight shape"),
                                  golden.numbers(at + "/weight"));
    const Numbers biases = golden.numbers(at + "/bias"),
                  upstream = golden.numbers(at + "/upstream");
    const Tensor bias = biases.empty() ? Tensor() : numbers({weight.size(0)}, biases);
    for (const char* forward : {"winograd", "fast", "strided", "im2col", "naive"}) {
      const UseVariant variant(ops::conv2d, forward);
      const Tensor out = conv2d(images, weight, bias, options);
      ASSERT_EQ(out.shape(), shape_of(golden, at + "/out shape")) << name;
      expect_all(name + ", " + forward, out.to_vector(), golden.numbers(at + "/out"));
    }
    for (const char* backward : {"winograd", "fast", "naive"})
      for (const auto dtype : {float32, float64}) {
        const UseVariant input(ops::conv2d_input_gradient, backward),
            weights(ops::conv2d_weight_gradient, backward);
        const Gradients all =
            gradients(to(images, dtype), to(weight, dtype),
                      biases.empty() ? Tensor() : to(bias, dtype), options, upstream);
        const std::string what = name + ", " + backward + ", " + info(dtype).name;
        expect_all(what + ": images", all.images, golden.numbers(at + "/images gradient"));
        expect_all(what + ": weights", all.weight, golden.numbers(at + "/weight gradient"));
        expect_all(what + ": bias", all.bias, golden.numbers(at + "/bias gradient"));
      }
  }
}

TEST(Conv2d, GradientsOfViews) {
  const Shape shape{2, 4, 6, 5};
  const Tensor last =
                   permute(random_tensor({2, 6, 5, 4}, "images"), {0, 3, 1, 2}),  // channels last
      turned = permute(random_tensor({3, 3, 4, 6}, "weight"), {3, 2, 1, 0});
  const Conv2dOptions options{.stride = {2, 1}, .padding = {1, 1}};
  const Numbers upstream = random_tensor({2, 6, 3, 5}, "upstream").to_vector();
  ASSERT_EQ(last.shape(), shape);
  const Gradients plain = gradients(contiguous(last), contiguous(turned), upstream, options);
  for (const char* variant : {"winograd", "fast", "naive"}) {
    const UseVariant input(ops::conv2d_input_gradient, variant),
        weights(ops::conv2d_weight_gradient, variant);
    const Gradients views = gradients(last, turned, upstream, options);
    expect_all("images whose channels lie last", views.images, plain.images, 1e-12);
    expect_all("weights with their axes turned round", views.weight, plain.weight, 1e-12);
  }
}

// Several bands of rows, several blocks of filters, several threads.
TEST(Conv2d, FastGradientsOfLargerImages) {
  const int before = gradus::num_threads();
  for (const auto& [image, kernel] : {std::pair<Shape, Shape>{{1, 40, 4, 301}, {2, 40, 2, 2}},
                                      std::pair<Shape, Shape>{{3, 3, 6, 7}, {37, 3, 3, 2}}}) {
    const Tensor images = random_tensor(image, "images"), weight = random_tensor(kernel, "weight");
    const Conv2dOptions options{.stride = {1, 2}, .padding = {1, 1}};
    const Numbers upstream =
        random_tensor(conv2d(images, weight, {}, options).shape(), "upstream").to_vector();
    Gradients simple;
    {
      const Naive naive;
      simple = gradients(images, weight, upstream, options);
    }
    for (int threads : {1, 2, 3}) {
      gradus::set_num_threads(threads);
      const Gradients fast = gradients(images, weight, upstream, options);
      expect_all("images " + to_string(image), fast.images, simple.images, 1e-11);
      expect_all("weights " + to_string(kernel), fast.weight, simple.weight, 1e-11);
      EXPECT_EQ(fast.weight, gradients(images, weight, upstream, options).weight)
          << "two runs with as many threads differ";
    }
    gradus::set_num_threads(before);
  }
}

// Sizes that fit Winograd's trick, for vectors of any width: channels last in the images and in the
// upstream gradient, at least 32 tiles of 2 x 2. Nothing but the rounding tells that it was used.
TEST(Conv2d, WinogradGradients) {
  struct Case {
    Shape images, weight;  // images [N, H, W, C]
    Conv2dOptions options;
  };
  constexpr Index kOne = gradus::Tile<double>::kWidth, kThree = 3 * kOne;  // vectors
  const auto last = [](const Tensor& nhwc) { return permute(nhwc, {0, 3, 1, 2}); };
  const int before = gradus::num_threads();
  for (const auto& [image, kernel, options] :
       {Case{{8, 4, 4, kOne}, {kOne, kOne, 3, 3}, {.padding = {1, 1}}},
        Case{{8, 3, 4, kOne}, {kThree, kOne, 3, 3}, {.padding = {1, 1}}},
        Case{{8, 5, 6, kThree}, {kOne, kThree, 3, 3}, {}},
        Case{{11, 3, 4, kOne}, {2 * kOne, kOne, 3, 3}, {.padding = {2, 0}}},
        Case{{8, 3, 4, 2 * kOne}, {4 * kOne, kOne, 3, 3}, {.padding = {1, 1}, .groups = 2}},
        Case{{200, 1, 2, kThree}, {kThree, kThree, 3, 3}, {.same = true}}}) {
    const Tensor images = last(random_tensor(image, "images")),
                 weight = random_tensor(kernel, "weight"),
                 out = conv2d(images, weight, {}, options),
                 upstream = last(random_tensor({out.size(0), out.size(2), out.size(3), out.size(1)},
                                               "upstream"));
    const auto both = [&, &settings = options](const char* variant) {
      const UseVariant input(ops::conv2d_input_gradient, variant),
          weights(ops::conv2d_weight_gradient, variant);
      Tensor x = images.detach().requires_grad(true), w = weight.detach().requires_grad(true);
      backward(conv2d(x, w, {}, settings), upstream);
      return std::pair(x.grad().to_vector(), w.grad().to_vector());
    };
    const auto simple = both("naive"), fast = both("fast");
    for (int threads : {1, 2, 3}) {
      gradus::set_num_threads(threads);
      const auto winograd = both("winograd");
      expect_all("images " + to_string(image), winograd.first, simple.first, 1e-11);
      expect_all("weights " + to_string(kernel), winograd.second, simple.second, 1e-11);
      EXPECT_NE(winograd.first, fast.first) << "the same to the last bit: is it the fast one?";
      EXPECT_NE(winograd.second, fast.second) << "the same to the last bit: is it the fast one?";
      EXPECT_EQ(winograd, both("winograd")) << "two runs with as many threads differ";
    }
    gradus::set_num_threads(before);
  }
}

TEST(Conv2d, OneImageWithoutABatch) {
  const Tensor images = random_tensor({2, 5, 4}, "image"),
               weight = random_tensor({3, 2, 3, 3}, "w");
  const Numbers upstream = random_tensor({3, 3, 2}, "upstream").to_vector();
  const Gradients one = gradients(images, weight, upstream),
                  batch = gradients(unsqueeze(images, 0), weight, upstream);
  EXPECT_EQ(to_string(one.out.shape()), "[3, 3, 2]");
  EXPECT_EQ(one.out.to_vector(), batch.out.to_vector());
  EXPECT_EQ(one.images, batch.images);
  EXPECT_EQ(one.weight, batch.weight);
}

TEST(Conv2d, NoImages) {
  const Gradients none =
      gradients(gradus::zeros({0, 2, 4, 4}), gradus::ones({3, 2, 3, 3}), gradus::ones({3}), {}, {});
  EXPECT_EQ(to_string(none.out.shape()), "[0, 3, 2, 2]");
  expect_all("the weights' gradient of no images", none.weight, Numbers(54, 0));
  expect_all("the bias's gradient of no images", none.bias, Numbers(3, 0));
}

TEST(Conv2d, ErrorsNameTheValues) {
  const auto of = [](const Shape& images, const Shape& weight, const Conv2dOptions& options = {}) {
    return message([&] { conv2d(gradus::zeros(images), gradus::zeros(weight), {}, options); });
  };
  EXPECT_EQ(of({2, 3, 8, 8}, {4, 2, 3, 3}),
            "conv2d: images [2, 3, 8, 8] have 3 channels, weights [4, 2, 3, 3] are for 2");
  EXPECT_EQ(of({2, 3, 8, 8}, {4, 3, 3}),
            "conv2d: weights are [F, C / groups, h, w], not [4, 3, 3]");
  EXPECT_EQ(of({2, 3, 8}, {4, 3, 3, 9}),
            "conv2d: images [1, 2, 3, 8] have 2 channels, weights [4, 3, 3, 9] are for 3");
  EXPECT_EQ(
      of({2, 3}, {4, 3, 3, 3}),
      "conv2d: needs images [N, C, H, W] and weights [F, C / groups, h, w], not [2, 3] and [4, "
      "3, 3, 3]");
  EXPECT_EQ(of({2, 3, 8, 8}, {4, 3, 3, 3}, {.stride = {2, 1}, .same = true}),
            "conv2d: `same` sets the padding itself and needs a stride of 1, not padding 0 and "
            "stride 2");
  EXPECT_EQ(of({2, 3, 2, 8}, {4, 3, 3, 3}),
            "conv2d: a window of 3 x 3 (dilation 1 x 1) does not fit into images [2, 3, 2, 8]; pad "
            "them, or take a smaller one");
}
