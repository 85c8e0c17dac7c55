#include <gradus/common/error.h>
#include <gradus/common/threads.h>
#include <gradus/tensor_autograd/elementwise.h>
#include <gradus/testing/expect.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "draw_array.h"

using gradus::Array;
using gradus::cpu;
using gradus::DType;
using gradus::float32;
using gradus::float64;
using gradus::Index;
using gradus::int64;
using gradus::Layout;
using gradus::Operation;
using gradus::run;
using gradus::Shape;
using gradus::to_vector;
using gradus::testing::array_in;
using gradus::testing::array_of;
using gradus::testing::Draw;
using gradus::testing::draw_array;
using gradus::testing::draw_layout;
using gradus::testing::expect;
using gradus::testing::expect_all;
namespace formulas = gradus::formulas;
namespace ops = gradus::ops;
namespace views = gradus::views;

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

std::string message(auto call) {
  try {
    call();
  } catch (const gradus::Error& error) {
    return error.what();
  }
  return "no error";
}

// Three axes that cannot be merged, of two arrays: strides 100, 10, 1 and 1000, 200, 5.
gradus::Loop<2> three_axes() {
  gradus::Loop<2> loop;
  loop.rank = 3;
  const Index size[] = {2, 3, 4}, first[] = {100, 10, 1}, second[] = {1000, 200, 5};
  for (int axis = 0; axis < 3; ++axis) {
    loop.size[axis] = size[axis];
    loop.stride[axis] = {first[axis], second[axis]};
  }
  return loop;
}

// Where the rows of three_axes() begin, in the order in which they are visited. Nothing is read.
std::vector<double> row_begins(std::size_t array) {
  std::vector<double> found;
  gradus::for_each_row<2>(
      three_axes(),
      [&](const std::array<Index, 2>& offset, Index, const std::array<Index, 2>&) {
        if (found.size() < 100) found.push_back(static_cast<double>(offset[array]));
      },
      1000000);
  return found;
}

const std::vector<double> kFirst = {0, 10, 20, 100, 110, 120},
                          kSecond = {0, 200, 400, 1000, 1200, 1400};

// A wrong walk would read and write anywhere: the tests below need a right one.
bool walk_is_right() { return row_begins(0) == kFirst && row_begins(1) == kSecond; }

}  // namespace

TEST(Elementwise, RowAfterRow) {
  expect_all("where rows begin: sizes [2, 3] outside, strides [100, 10]", row_begins(0), kFirst)
      .if_equal({0, 10, 20, 130, 140, 150},
                "when an axis starts again at 0, take back what its indices had added")
      .if_equal({0, 100, 10, 110, 20, 120}, "the last of the outer axes must turn fastest")
      .if_equal({0, 10, 20, 30, 40, 50}, "when an axis has come to its end, the one before turns");
  expect_all("the same rows in the second array, strides [1000, 200]", row_begins(1), kSecond)
      .if_equal({0, 0, 0, 0, 0, 0}, "offset[n] belongs to array n: all of them move");
}

TEST(Elementwise, SlicesOfAWalkBeginInTheMiddle) {
  const int before = gradus::num_threads();
  gradus::set_num_threads(3);
  std::array<double, 6> begins;
  begins.fill(-1);
  gradus::for_each_row<2>(
      three_axes(),
      [&](const std::array<Index, 2>& offset, Index, const std::array<Index, 2>&) {
        const auto row = static_cast<std::size_t>(offset[1] / 1000 * 3 + offset[1] % 1000 / 200);
        if (row < 6) begins[row] = static_cast<double>(offset[0]);
      },
      1);
  gradus::set_num_threads(before);
  expect_all("where rows begin when three threads share them", begins, kFirst);
}

TEST(Elementwise, WalksAreAsShortAsTheyCanBe) {
  const auto rank = [](const Layout& a, const Layout& b) {
    return gradus::plan_loop<2>({&a, &b}).rank;
  };
  const Layout plain = Layout::contiguous({2, 3, 4});
  EXPECT_EQ(rank(plain, plain), 1) << "no gaps: one row";
  EXPECT_EQ(rank(plain, views::expand(Layout::contiguous({4}), {2, 3, 4})), 2);
  EXPECT_EQ(rank(views::permute(plain, {2, 0, 1}), views::permute(plain, {2, 0, 1})), 1);
  EXPECT_EQ(rank(Layout::contiguous({}), Layout::contiguous({})), 1);
}

TEST(Elementwise, Sigmoid) {
  const formulas::Sigmoid sigmoid;
  expect("sigmoid(0)", sigmoid(0.0), 0.5);
  expect("sigmoid(1)", sigmoid(1.0), 0.7310585786300049);
  expect("sigmoid(-2)", sigmoid(-2.0), 0.11920292202211755);
  expect("sigmoid(1000)", sigmoid(1000.0), 1)
      .if_true(std::isnan(sigmoid(1000.0)),
               "exp(1000) is infinite, and infinity / infinity is no number");
  expect("sigmoid(-1000)", sigmoid(-1000.0), 0)
      .if_true(std::isnan(sigmoid(-1000.0)),
               "exp(1000) is infinite, and infinity / infinity is no number");
  expect("log(sigmoid(-90)) in float32", std::log(sigmoid(-90.0f)), -90, 1e-5)
      .if_equal(-kInfinity,
                "exp(90) is infinite in float32, so the quotient became 0; exp(-90) is not 0");
  EXPECT_TRUE(std::isnan(sigmoid(kNaN)));
}

TEST(Elementwise, Relu) {
  const formulas::Relu relu;
  expect("relu(2.5)", relu(2.5), 2.5).if_equal(1, "relu keeps positive numbers as they are");
  expect("relu(-2.5)", relu(-2.5), 0).if_equal(2.5, "that is the absolute value");
  expect("relu(0)", relu(0.0), 0);
  EXPECT_TRUE(std::isnan(relu(kNaN)))
      << "relu(NaN) is " << relu(kNaN)
      << "\n  Likely cause: a comparison with NaN is false, and yours then answers 0: the loss "
         "looks healthy while the network is broken";
}

TEST(Elementwise, GradientOfRelu) {
  const formulas::ReluBackward relu_backward;
  const std::vector<double> upstream = {0.5, -2, 3, -4}, output = {1, 2, 0, 0};
  std::vector<double> gradient;
  for (std::size_t i = 0; i < upstream.size(); ++i)
    gradient.push_back(relu_backward(upstream[i], output[i]));
  expect_all("gradient of relu, upstream [0.5, -2, 3, -4], outputs [1, 2, 0, 0]", gradient,
             {0.5, -2, 0, 0})
      .if_equal({1, 0, 0, 0},
                "that is true and false of a comparison; the gradient is the upstream gradient, "
                "or 0")
      .if_equal({1, 1, 0, 0}, "the upstream gradient is missing")
      .if_equal(upstream,
                "everything passed: relu's output is never negative, so ask whether it is "
                "positive")
      .if_equal({0.5, -4, 0, 0}, "relu's slope is 1 where it lets x pass, not x");
}

TEST(Elementwise, UnaryOperationsOnAnyLayout) {
  if (!walk_is_right()) return;
  struct Unary {
    Operation& op;
    std::function<double(double)> truth;
    bool only_positive = false;
  };
  const Unary all[] = {
      {ops::neg, [](double x) { return -x; }},
      {ops::abs, [](double x) { return std::abs(x); }},
      {ops::exp, [](double x) { return std::exp(x); }},
      {ops::sign, [](double x) { return x > 0 ? 1.0 : -1.0; }},
      {ops::log, [](double x) { return std::log(x); }, true},
      {ops::log1p, [](double x) { return std::log1p(x); }, true},
      {ops::sqrt, [](double x) { return std::sqrt(x); }, true},
      {ops::reciprocal, [](double x) { return 1 / x; }, true},
      {ops::sin, [](double x) { return std::sin(x); }},
      {ops::cos, [](double x) { return std::cos(x); }},
      {ops::tanh, [](double x) { return std::tanh(x); }},
      {ops::erf, [](double x) { return std::erf(x); }},
      {ops::sigmoid, [](double x) { return 1 / (1 + std::exp(-x)); }},
      {ops::relu, [](double x) { return std::max(x, 0.0); }},
  };
  Draw draw("unary");
  for (const Unary& unary : all) {
    for (int sample = 0; sample < 20; ++sample) {
      const DType dtype = draw.chance(0.5) ? float32 : float64;
      const Shape shape = draw.shape();
      std::vector<double> values = draw.normals(numel(shape)), expected;
      for (double& value : values) {
        if (unary.only_positive) value = std::abs(value) + 0.1;
        if (dtype == float32) value = static_cast<float>(value);
        expected.push_back(unary.truth(value));
      }
      const Array in = array_in(draw_layout(draw, shape), values, dtype);
      const Array out = run(unary.op, {&in});
      ASSERT_EQ(out.shape(), shape) << unary.op.name();
      EXPECT_EQ(out.dtype, dtype) << unary.op.name();
      expect_all(std::string(unary.op.name()) + " of " + to_string(shape), to_vector<double>(out),
                 expected, dtype == float32 ? 1e-6 : 1e-14);
    }
  }
}

TEST(Elementwise, BinaryOperationsOnAnyLayoutAndBroadcast) {
  if (!walk_is_right()) return;
  struct Binary {
    Operation& op;
    std::function<double(double, double)> truth;
  };
  const Binary all[] = {
      {ops::add, [](double a, double b) { return a + b; }},
      {ops::sub, [](double a, double b) { return a - b; }},
      {ops::mul, [](double a, double b) { return a * b; }},
      {ops::div, [](double a, double b) { return a / b; }},
      {ops::pow, [](double a, double b) { return std::pow(a, b); }},
      {ops::maximum, [](double a, double b) { return a > b ? a : b; }},
      {ops::minimum, [](double a, double b) { return a < b ? a : b; }},
      {ops::eq, [](double a, double b) { return a == b ? 1.0 : 0.0; }},
      {ops::lt, [](double a, double b) { return a < b ? 1.0 : 0.0; }},
      {ops::le, [](double a, double b) { return a <= b ? 1.0 : 0.0; }},
  };
  Draw draw("binary");
  for (const Binary& binary : all) {
    for (int sample = 0; sample < 20; ++sample) {
      const Shape shape = draw.shape();
      Array in[2];
      for (Array& array : in) {
        array = draw_array(draw, gradus::testing::draw_smaller(draw, shape));
        if (&binary.op == &ops::pow || &binary.op == &ops::div) array = run(ops::abs, {&array});
        array = array.with(views::expand(array.layout, shape));
      }
      const std::vector<double> a = to_vector<double>(in[0]), b = to_vector<double>(in[1]);
      std::vector<double> expected;
      for (std::size_t i = 0; i < a.size(); ++i) expected.push_back(binary.truth(a[i], b[i]));
      const Array out = run(binary.op, {&in[0], &in[1]});
      expect_all(std::string(binary.op.name()) + " of " + to_string(shape), to_vector<double>(out),
                 expected, 1e-13);
    }
  }
}

TEST(Elementwise, WholeNumbers) {
  if (!walk_is_right()) return;
  const Array a = array_of({3}, {-7, 2, 1}, int64), b = array_of({3}, {5, 3, -1}, int64);
  expect_all("whole numbers added", to_vector<double>(run(ops::add, {&a, &b})), {-2, 5, 0});
  expect_all("whole numbers multiplied", to_vector<double>(run(ops::mul, {&a, &b})), {-35, 6, -1});
  expect_all("absolute values", to_vector<double>(run(ops::abs, {&a})), {7, 2, 1});
  EXPECT_EQ(run(ops::sub, {&a, &b}).dtype, int64);
}

TEST(Elementwise, WholeNumbersOfEveryDtypeOnAnyLayout) {
  if (!walk_is_right()) return;
  Draw draw("whole numbers");
  for (const DType dtype : {int64, gradus::uint8, gradus::bool_}) {
    for (int sample = 0; sample < 10; ++sample) {
      const Shape shape = draw.shape();
      Array in[2];
      for (Array& array : in) {
        std::vector<double> values;
        for (Index i = numel(shape); i > 0; --i)
          values.push_back(static_cast<double>(draw.between(0, dtype == gradus::bool_ ? 1 : 9)));
        array = array_in(draw_layout(draw, shape), values, dtype);
      }
      const std::vector<double> a = to_vector<double>(in[0]), b = to_vector<double>(in[1]);
      std::vector<double> largest, less;
      for (std::size_t i = 0; i < a.size(); ++i) {
        largest.push_back(std::max(a[i], b[i]));
        less.push_back(a[i] < b[i] ? 1 : 0);
      }
      const Array larger = run(ops::maximum, {&in[0], &in[1]}), lt = run(ops::lt, {&in[0], &in[1]});
      expect_all("maximum", to_vector<double>(larger), largest);
      EXPECT_EQ(larger.dtype, dtype);
      expect_all("lt", to_vector<double>(lt), less);
      EXPECT_EQ(lt.dtype, gradus::bool_) << "a comparison says true or false";
      const Array chosen = run(ops::where, {&in[1], &in[0], &lt});
      expect_all("where(a < b, b, a)", to_vector<double>(chosen), largest);
      EXPECT_EQ(chosen.dtype, dtype);
      const Array none = run(ops::logical_not, {&lt});
      const Array as_bytes = run(ops::copy, {&none}, gradus::CopyAttributes{gradus::uint8});
      for (double& x : less) x = 1 - x;
      expect_all("not (a < b), as bytes", to_vector<double>(as_bytes), less);
    }
  }
}

TEST(Elementwise, WhereOnAnyLayoutAndBroadcast) {
  if (!walk_is_right()) return;
  Draw draw("where");
  for (int sample = 0; sample < 40; ++sample) {
    const Shape shape = draw.shape();
    Array in[3];
    for (Array& array : in) {
      array = draw_array(draw, gradus::testing::draw_smaller(draw, shape), float32);
      array = array.with(views::expand(array.layout, shape));
    }
    in[2] = run(ops::copy, {&in[2]}, gradus::CopyAttributes{float64});
    const Array zero = array_of({}, {0});
    const Array zeros = zero.with(views::expand(zero.layout, shape));
    const Array condition = run(ops::lt, {&in[2], &zeros});
    const std::vector<double> a = to_vector<double>(in[0]), b = to_vector<double>(in[1]),
                              c = to_vector<double>(in[2]);
    std::vector<double> expected;
    for (std::size_t i = 0; i < a.size(); ++i) expected.push_back(c[i] < 0 ? a[i] : b[i]);
    expect_all("where of " + to_string(shape),
               to_vector<double>(run(ops::where, {&in[0], &in[1], &condition})), expected);
  }
  const Array x = array_of({2}, {1, 2}), yes = array_of({2}, {1, 0}, gradus::bool_),
              longer = array_of({3}, {1, 0, 1}, gradus::bool_);
  EXPECT_EQ(message([&] {
              run(ops::where, {&x, &x, &x});
            }),
            "where: the condition is float64, not bool; compare it with something, or convert it "
            "with to(bool_)");
  EXPECT_EQ(message([&] {
              run(ops::where, {&x, &x, &longer});
            }),
            "where: shapes differ: [2] and a condition of [3]; broadcast them first");
}

TEST(Elementwise, ClampTakesItsSettings) {
  if (!walk_is_right()) return;
  const Array x = array_of({4}, {-3, 0.5, 2, kNaN});
  const auto clamped = [&](const gradus::ClampAttributes& settings) {
    const std::vector<double> y = to_vector<double>(run(ops::clamp, {&x}, settings));
    EXPECT_TRUE(std::isnan(y[3])) << "NaN stays NaN";
    return std::vector<double>(y.begin(), y.begin() + 3);
  };
  expect_all("clamp to [-1, 1]", clamped({-1, 1}), {-1, 0.5, 1});
  expect_all("clamp from 0.25 on", clamped({0.25, {}}), {0.25, 0.5, 2});
  expect_all("clamp up to 0", clamped({{}, 0}), {-3, 0, 0});
  expect_all("no bounds", clamped({}), {-3, 0.5, 2});
}

TEST(Elementwise, AffineTakesItsSettings) {
  if (!walk_is_right()) return;
  const Array x = array_of({3}, {1, 2, 3}, float32);
  const Array y = run(ops::affine, {&x}, gradus::AffineAttributes{2, -1});
  expect_all("2 x - 1", to_vector<double>(y), {1, 3, 5});
  EXPECT_EQ(y.dtype, float32);
  EXPECT_EQ(message([&] { run(ops::affine, {&x}, gradus::CopyAttributes{}); }),
            "attributes: asked for another struct than the operation was called with");
}

TEST(Elementwise, CastsBetweenAllDtypes) {
  if (!walk_is_right()) return;
  const DType dtypes[] = {float32, float64, int64, gradus::uint8, gradus::bool_};
  for (DType from : dtypes) {
    for (DType to : dtypes) {
      const Array in = array_of({2, 2}, {0, 1, 1, 0}, from);
      const Array out = run(ops::copy, {&in}, gradus::CopyAttributes{to});
      EXPECT_EQ(out.dtype, to);
      expect_all(std::string(info(from).name) + " to " + info(to).name, to_vector<double>(out),
                 {0, 1, 1, 0});
    }
  }
  const Array in = array_of({3}, {-2.75, 0.25, 3}, float64);
  expect_all("to int64, towards 0",
             to_vector<double>(run(ops::copy, {&in}, gradus::CopyAttributes{int64})), {-2, 0, 3});
  expect_all("to bool",
             to_vector<double>(run(ops::copy, {&in}, gradus::CopyAttributes{gradus::bool_})),
             {1, 1, 1});
}

TEST(Elementwise, ResultsKeepTheOrderOfTheirInputs) {
  if (!walk_is_right()) return;
  Draw draw("order");
  const Array plain = draw_array(draw, {2, 3, 4, 5}).with(Layout::contiguous({2, 3, 4, 5}));
  const Array last = array_of({2, 4, 5, 3}, draw.normals(120));
  const Array channels_last = last.with(views::permute(last.layout, {0, 3, 1, 2}));
  EXPECT_EQ(run(ops::exp, {&channels_last}).strides(), channels_last.strides())
      << "channels last stays channels last";
  EXPECT_EQ(run(ops::exp, {&plain}).strides(), plain.strides());
  const Array gaps = channels_last.with(views::slice(channels_last.layout, 2, 0, 4, 2));
  EXPECT_EQ(run(ops::exp, {&gaps}).strides(), gradus::Strides({30, 1, 15, 3}))
      << "the same order, without the gaps";
  const Array turned{plain.storage, {{2, 1, 2}, {1, 9, 2}, 0}, float64};
  EXPECT_EQ(run(ops::exp, {&turned}).strides(), gradus::Strides({1, 9, 2}))
      << "an axis of size 1 between two others does not change their order";
  const Array row = array_of({5}, draw.normals(5));
  const Array repeated = row.with(views::expand(row.layout, {2, 3, 4, 5}));
  EXPECT_EQ(run(ops::add, {&repeated, &channels_last}).strides(), channels_last.strides())
      << "a broadcast input does not choose the order";
  const Array out = run(ops::copy, {&channels_last}, gradus::CopyAttributes{float64, true});
  EXPECT_TRUE(out.is_contiguous()) << "row_major asks for row-major order";
  expect_all("a copy in row-major order", to_vector<double>(out), to_vector<double>(channels_last));
}

TEST(Elementwise, ResultsDoNotDependOnTheThreads) {
  if (!walk_is_right()) return;
  Draw draw("threads");
  const Array a = array_of({70, 300, 2}, draw.normals(42000)),
              b = a.with(views::permute(Layout::contiguous({300, 2, 70}), {2, 0, 1}));
  const int before = gradus::num_threads();
  std::vector<std::vector<double>> results;
  for (int threads : {1, 2, 3, 7}) {
    gradus::set_num_threads(threads);
    results.push_back(to_vector<double>(run(ops::add, {&a, &b})));
  }
  gradus::set_num_threads(before);
  for (const auto& result : results) EXPECT_TRUE(result == results[0]);
}

TEST(Elementwise, IntoMemoryThatIsThere) {
  if (!walk_is_right()) return;
  const Array a = array_of({2, 2}, {1, 2, 3, 4}), b = array_of({2, 2}, {10, 20, 30, 40});
  const auto version = a.storage->version();
  run_into(ops::add, {&a, &b}, {&a});
  expect_all("a after a += b", to_vector<double>(a), {11, 22, 33, 44});
  EXPECT_EQ(a.storage->version(), version + 1);
  const Array wrong = Array::empty({4}, float64);
  EXPECT_EQ(message([&] {
              run_into(ops::add, {&a, &b}, {&wrong});
            }),
            "add: the output given is [4] float64 on cpu; needed is [2, 2] float64 on cpu");
}

TEST(Elementwise, ErrorsNameTheValues) {
  const Array a = array_of({2, 2}, {1, 2, 3, 4}), b = array_of({4}, {1, 2, 3, 4}),
              c = array_of({2, 2}, {1, 2, 3, 4}, float32),
              flags = array_of({1}, {1}, gradus::bool_);
  EXPECT_EQ(message([&] {
              run(ops::add, {&a, &b});
            }),
            "add: shapes differ: [2, 2] and [4]; broadcast them first");
  EXPECT_EQ(message([&] {
              run(ops::add, {&a, &c});
            }),
            "add: dtypes differ: float64 and float32; convert one with to(dtype)");
  EXPECT_EQ(message([&] { run(ops::sigmoid, {&flags}); }),
            "sigmoid: no kernel for cpu/bool; registered: cpu/float32, cpu/float64; convert with "
            "to(dtype), or register the kernels of the chapter that brings this device or dtype");
  EXPECT_EQ(message([&] { run(ops::add, {}); }), "add: called without inputs");
}

namespace {

// An operation of our own: twice its input, in two variants; the second one adds.
int twice_by_adding_ran = 0;
void twice(const gradus::KernelCall& call) {
  gradus::map_unary<double, double>(call.in(0), call.out(), [](double x) { return 2 * x; });
}
void twice_by_adding(const gradus::KernelCall& call) {
  ++twice_by_adding_ran;
  gradus::map_unary<double, double>(call.in(0), call.out(), [](double x) { return x + x; });
}
Operation twice_op("twice", gradus::infer_elementwise,
                   {{cpu, float64, "times", twice}, {cpu, float64, "plus", twice_by_adding}});

}  // namespace

TEST(Elementwise, TheTableOfKernels) {
  if (!walk_is_right()) return;
  const Array x = array_of({2}, {1, 2});
  expect_all("twice [1, 2] by the default variant", to_vector<double>(run(twice_op, {&x})), {2, 4});
  EXPECT_EQ(twice_by_adding_ran, 0) << "the first variant registered is the default";
  {
    gradus::UseVariant plus(twice_op, "plus");
    expect_all("twice [1, 2] by the other", to_vector<double>(run(twice_op, {&x})), {2, 4});
  }
  EXPECT_EQ(twice_by_adding_ran, 1);
  run(twice_op, {&x});
  EXPECT_EQ(twice_by_adding_ran, 1) << "the choice ends with its scope";
  EXPECT_EQ(message([] { twice_op.use_variant("clever"); }),
            "twice: there is no variant \"clever\"; there are: times, plus");
  EXPECT_EQ(message([] {
              twice_op.add_kernel({cpu, float64, "plus", twice});
            }),
            "twice: there is a kernel for cpu/float64 (plus) already");
  const auto all = Operation::all();
  EXPECT_NE(std::find(all.begin(), all.end(), &twice_op), all.end());
}
