#include <gradus/common/random.h>
#include <gradus/scalar_autograd/backward.h>
#include <gradus/scalar_autograd/operators.h>
#include <gradus/testing/expect.h>
#include <gradus/testing/golden.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <string>
#include <vector>

using gradus::scalar::backward;
using gradus::scalar::Local;
using gradus::scalar::Value;
using gradus::testing::expect;
using gradus::testing::expect_all;
using gradus::testing::Golden;
using Numbers = std::vector<double>;
namespace local = gradus::scalar::local;

namespace {

// An operator at all points of PyTorch's file, ours beside theirs.
struct Points {
  Numbers a, b, value, da, db;  // PyTorch's
  Numbers our_value, our_da, our_db;

  Points(const std::string& name, const std::function<Local(double, double)>& f) {
    static const Golden golden(GRADUS_TEST_DATA "/operators.json");
    a = golden.numbers("/" + name + "/a");
    value = golden.numbers("/" + name + "/value");
    da = golden.numbers("/" + name + "/da");
    const auto keys = golden.keys("/" + name);
    const bool binary = std::find(keys.begin(), keys.end(), "b") != keys.end();
    b = binary ? golden.numbers("/" + name + "/b") : Numbers(a.size());
    db = binary ? golden.numbers("/" + name + "/db") : Numbers(a.size());
    for (std::size_t i = 0; i < a.size(); ++i) {
      const Local ours = f(a[i], b[i]);
      our_value.push_back(ours.value);
      our_da.push_back(ours.da);
      our_db.push_back(ours.db);
    }
  }

  // What a wrong formula gives at these points.
  Numbers wrong(const std::function<double(double, double)>& formula) const {
    Numbers result;
    for (std::size_t i = 0; i < a.size(); ++i) result.push_back(formula(a[i], b[i]));
    return result;
  }
};

Points unary(const std::string& name, Local (*f)(double)) {
  return Points(name, [f](double a, double) { return f(a); });
}

// The gradients of u * f(a, b) are u times those of f.
void expect_gradients(const std::string& name, const Points& points,
                      const std::function<Value(const Value&, const Value&)>& f) {
  const gradus::RandomStream random(4, name);
  for (std::size_t i = 0; i < points.a.size(); ++i) {
    const double u = random.normal(i);
    const Value a = points.a[i], b = points.b[i];
    const Value result = f(a, b);
    backward(u * result);
    expect(name + " of Values", result.data(), points.value[i]);
    expect("a's gradient through " + name, a.grad(), u * points.da[i]);
    if (!std::isnan(points.db[i]))
      expect("b's gradient through " + name, b.grad(), u * points.db[i]);
  }
}

}  // namespace

TEST(Operators, NegateAndSubtract) {
  expect_gradients("-a", unary("negate", local::negate),
                   [](const Value& a, const Value&) { return -a; });
  expect_gradients("a - b", Points("subtract", local::subtract), std::minus<>());
}

TEST(Operators, Divide) {
  const Points points("divide", local::divide);
  expect_all("a / b", points.our_value, points.value);
  expect_all("d(a / b)/da", points.our_da, points.da);
  expect_all("d(a / b)/db", points.our_db, points.db)
      .if_equal(0, "the quotient moves with its denominator too, which got nothing")
      .if_equal(points.wrong([](double a, double b) { return a / (b * b); }),
                "the sign: where a / b is positive, it falls when b grows")
      .if_equal(points.wrong([](double, double b) { return -1 / (b * b); }),
                "this is d(1 / b)/db; the numerator is missing");
  expect_gradients("a / b", points, std::divides<>());
  expect("1 / 0", (Value(1) / 0).data(), std::numeric_limits<double>::infinity());
}

TEST(Operators, Power) {
  const Points points("power", local::power);
  expect_all("a^b", points.our_value, points.value);
  for (std::size_t i = 0; i < points.a.size(); ++i) {
    const double a = points.a[i], b = points.b[i], da = points.our_da[i], db = points.our_db[i];
    const std::string where = " at a = " + std::to_string(a) + ", b = " + std::to_string(b);
    expect("d(a^b)/da" + where, da, points.da[i])
        .if_true(std::isnan(da), "at b = 0 the formula b a^(b-1) can be 0 times infinity")
        .if_true(std::abs(da - b * std::pow(a, b)) < 1e-9 * std::abs(da),
                 "the exponent is b; after differentiating it is b - 1");
    if (std::isnan(points.db[i])) {
      EXPECT_TRUE(std::isnan(db)) << "d(a^b)/db" << where << " does not exist";
      continue;
    }
    expect("d(a^b)/db" + where, db, points.db[i])
        .if_true(std::isnan(db), "at a = 0 the formula a^b ln a can be 0 times minus infinity")
        .if_true(db == 0, "a^b moves with its exponent too, which got nothing");
  }
  expect_gradients("pow(a, b)", points, [](const Value& a, const Value& b) { return pow(a, b); });
  const Value a = -3;
  const Value square = pow(a, 2);
  backward(square);
  expect("d(a^2)/da at a = -3", a.grad(), -6);
  expect("the gradient of the constant 2 in a^2", square.parents().at(1).grad(), 0);
  const Value b = 3;
  backward(pow(2.0, b));
  expect("d(2^b)/db at b = 3", b.grad(), 8 * std::log(2.0));
}

TEST(Operators, ExpAndLog) {
  expect_gradients("exp(a)", unary("exp", local::exp),
                   [](const Value& a, const Value&) { return exp(a); });
  const Points points = unary("log", local::log);
  expect_all("ln a", points.our_value, points.value)
      .if_equal(points.wrong([](double a, double) { return std::log(std::min(a, 1.0)); }),
                "the logarithm of numbers above 1 is positive; are you limiting the operand?")
      .if_equal(points.wrong([](double a, double) { return std::log10(a); }),
                "this is the logarithm to base 10; ln is std::log");
  expect_all("d(ln a)/da", points.our_da, points.da)
      .if_equal(points.wrong([](double a, double) { return std::log(a); }),
                "only exp is its own derivative");
  expect_gradients("log(a)", points, [](const Value& a, const Value&) { return log(a); });
  expect("ln 0", log(Value(0)).data(), -std::numeric_limits<double>::infinity());
}

TEST(Operators, Tanh) {
  const Points points = unary("tanh", local::tanh);
  expect_all("tanh a", points.our_value, points.value);
  expect_all("d(tanh a)/da", points.our_da, points.da)
      .if_equal(points.wrong([](double a, double) { return 1 - a * a; }),
                "1 - t^2 is right where t is the value, tanh a, not the operand a")
      .if_equal(points.wrong([](double a, double) { return std::tanh(a) * (1 - std::tanh(a)); }),
                "t (1 - t) is the derivative of sigmoid");
  expect_gradients("tanh(a)", points, [](const Value& a, const Value&) { return tanh(a); });
}

TEST(Operators, Relu) {
  const Points points = unary("relu", local::relu);
  expect_all("relu(a)", points.our_value, points.value);
  expect_all("d(relu(a))/da", points.our_da, points.da)
      .if_equal(points.wrong([](double a, double) { return std::max(a, 0.0); }),
                "relu moves as fast as a where a is positive: at rate 1, not at rate a")
      .if_equal(points.wrong([](double a, double) { return a >= 0 ? 1 : 0; }),
                "at a = 0 the derivative is 0, by agreement")
      .if_equal(1, "where a is negative, relu does not move at all");
  expect_gradients("relu(a)", points, [](const Value& a, const Value&) { return relu(a); });
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_TRUE(std::isnan(local::relu(nan).value))
      << "relu(NaN) is " << local::relu(nan).value
      << "\n  Likely cause: every comparison with NaN is false, so relu hid that something went "
         "wrong";
  expect("relu of the plain number -2", gradus::scalar::relu(-2.0), 0);
}

TEST(Operators, Sigmoid) {
  const Points points = unary("sigmoid", local::sigmoid);
  expect_all("sigmoid(a)", points.our_value, points.value);
  expect_all("d(sigmoid(a))/da", points.our_da, points.da)
      .if_equal(points.wrong([](double a, double) {
        const double s = 1 / (1 + std::exp(-a));
        return 1 - s * s;
      }),
                "1 - s^2 is the derivative of tanh")
      .if_true(std::any_of(points.our_da.begin(), points.our_da.end(),
                           [](double x) { return std::isnan(x); }),
               "infinity divided by infinity, where e^-a is too large; use the value");
  expect_gradients("sigmoid(a)", points, [](const Value& a, const Value&) { return sigmoid(a); });
}

TEST(Operators, MixWithPlainNumbers) {
  const Value a = 4;
  Value b = 2 / a - 1;
  b -= 3;
  b /= 2.0;
  expect("(2 / a - 1 - 3) / 2 at a = 4", b.data(), -1.75);
  backward(b);
  expect("its derivative", a.grad(), -1.0 / 16);
}

TEST(Operators, AWholeExpressionAsPyTorchHasIt) {
  const Golden golden(GRADUS_TEST_DATA "/expressions.json");
  for (int i = 0; i < 3; ++i) {
    const std::string at = "/everything/" + std::to_string(i);
    const Value a = golden.number(at + "/a"), b = golden.number(at + "/b");
    Value c = a + b, d = a * b + pow(b, 3);
    c += c + 1;
    c += 1 + c + -a;
    d += d * 2 + relu(b + a);
    d += 3 * d + relu(b - a);
    const Value e = c - d, f = e * e;
    Value g = f / 2.0;
    g += 10.0 / f;
    const Value result = log(g) * tanh(a / b) + sigmoid(c) * exp(a * 0.1) + pow(b, a);
    backward(result);
    expect("the value", result.data(), golden.number(at + "/value"));
    expect("its derivative with respect to a", a.grad(), golden.number(at + "/da"));
    expect("its derivative with respect to b", b.grad(), golden.number(at + "/db"));
  }
}
