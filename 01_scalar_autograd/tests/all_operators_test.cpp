// Every operator, on Values and on a tape, against central differences: at 25 random points each,
// with a random upstream gradient.
#include <gradus/common/random.h>
#include <gradus/scalar_autograd/backward.h>
#include <gradus/scalar_autograd/gradient_check.h>
#include <gradus/scalar_autograd/tape.h>
#include <gradus/testing/expect.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <string>
#include <vector>

using namespace gradus::scalar;
using gradus::testing::expect;

namespace {

struct Operator {
  std::string name;
  std::function<Value(const Value&, const Value&)> on_values;
  std::function<TapeValue(TapeValue, TapeValue)> on_tape;
  double low = -3;  // operands are drawn from [low, 3)
};

// One entry for each operator; the same expression for both kinds of number.
#define OPERATOR(expression, ...)                                            \
  Operator {                                                                 \
#expression, [](const Value& a, const Value& b) -> Value {                 \
      (void)b;                                                                 \
      return expression;                                                       \
    },                                                                         \
        [](TapeValue a, TapeValue b) -> TapeValue {                            \
          (void)b;                                                             \
          return expression;                                                   \
        }                                                                      \
        __VA_OPT__(, ) __VA_ARGS__ \
  }

const std::vector<Operator> kOperators = {
    OPERATOR(a + b),      OPERATOR(a - b),          OPERATOR(a* b),         OPERATOR(a / b),
    OPERATOR(-a),         OPERATOR(a + 2),          OPERATOR(2 - a),        OPERATOR(a * 2.5),
    OPERATOR(2 / a),      OPERATOR(pow(a, b), 0.1), OPERATOR(pow(a, 3)),    OPERATOR(pow(2.0, a)),
    OPERATOR(pow(a, -2)), OPERATOR(exp(a)),         OPERATOR(log(a), 0.05), OPERATOR(tanh(a)),
    OPERATOR(relu(a)),    OPERATOR(sigmoid(a)),
};

#undef OPERATOR

class AllOperators : public testing::TestWithParam<Operator> {};

}  // namespace

TEST_P(AllOperators, GradientsAreThoseOfDifferences) {
  const Operator& op = GetParam();
  const gradus::RandomStream random(11, op.name);
  for (std::uint64_t i = 0; i < 25; ++i) {
    const double u = random.uniform64(3 * i) * 4 - 2;
    std::vector<double> point;
    for (std::uint64_t k = 1; k <= 2; ++k) {
      const double x = op.low + (3 - op.low) * random.uniform64(3 * i + k);
      point.push_back(std::abs(x) < 0.05 ? 0.05 : x);  // kinks and poles are at 0
    }
    const Function f = [&](const std::vector<Value>& x) { return u * op.on_values(x[0], x[1]); };
    EXPECT_EQ(check_gradient(f, point), "") << op.name << " at " << point[0] << ", " << point[1];

    Tape tape;
    const TapeValue a = tape.variable(point[0]), b = tape.variable(point[1]);
    const TapeValue result = u * op.on_tape(a, b);
    backward(result);
    const std::vector<double> numeric = numeric_gradient(f, point);
    expect(op.name + " on a tape: d/da", a.grad(), numeric[0], 1e-6);
    expect(op.name + " on a tape: d/db", b.grad(), numeric[1], 1e-6);
  }
}

INSTANTIATE_TEST_SUITE_P(Each, AllOperators, testing::ValuesIn(kOperators),
                         [](const auto& each) { return "operator" + std::to_string(each.index); });

TEST(AllOperators, RandomExpressions) {
  // 300 random expressions of 40 operations each, built alike on values and on a tape.
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    const gradus::RandomStream random(seed, "expressions");
    Tape tape;
    std::vector<Value> values;
    std::vector<TapeValue> taped;
    for (std::uint64_t i = 0; i < 4; ++i) {
      values.emplace_back(random.normal(i));
      taped.push_back(tape.variable(values.back().data()));
    }
    const gradus::RandomStream choice(seed, "choices");
    for (std::uint64_t i = 0; i < 40; ++i) {
      const std::size_t a = choice.below(3 * i, values.size());
      const std::size_t b = choice.below(3 * i + 1, values.size());
      const std::uint64_t op = choice.below(3 * i + 2, 7);
      const auto apply = [op](const auto& x, const auto& y) {
        switch (op) {
          case 0:
            return x + y;
          case 1:
            return x * tanh(y);
          case 2:
            return x - y;
          case 3:
            return x / (1.5 + sigmoid(y));
          case 4:
            return relu(x) + 0.5 * y;
          case 5:
            return tanh(x);
          default:
            return exp(tanh(x)) * 0.5 - y;
        }
      };
      values.push_back(apply(values[a], values[b]));
      taped.push_back(apply(taped[a], taped[b]));
    }
    backward(values.back());
    backward(taped.back());
    for (std::size_t i = 0; i < values.size(); ++i)
      expect("gradient " + std::to_string(i) + " of expression " + std::to_string(seed),
             taped[i].grad(), values[i].grad());
  }
}
