#include <gradus/scalar_autograd/backward.h>
#include <gradus/scalar_autograd/gradient_check.h>

#include <algorithm>
#include <cmath>
#include <sstream>

namespace gradus::scalar {

std::vector<double> gradient(const Function& f, const std::vector<double>& point) {
  const std::vector<Value> inputs(point.begin(), point.end());
  backward(f(inputs));
  std::vector<double> result;
  for (const Value& input : inputs) result.push_back(input.grad());
  return result;
}

std::vector<double> numeric_gradient(const Function& f, std::vector<double> point) {
  const auto value_at = [&f](const std::vector<double>& x) {
    return f(std::vector<Value>(x.begin(), x.end())).data();
  };
  std::vector<double> result;
  for (double& x : point) {
    const double middle = x, h = 6e-6 * std::max(1.0, std::abs(x));
    // exercise: gradient-check/numeric
    //| `x` is one coordinate of `point`. Append to `result` the central difference in its direction,
    //| with value_at(point), and leave `point` as you found it.
    x = middle + h;
    const double above = value_at(point);
    x = middle - h;
    const double below = value_at(point);
    x = middle;
    result.push_back((above - below) / (2 * h));
    // end exercise
  }
  return result;
}

double relative_error(double a, double b) {
  // exercise: gradient-check/relative-error
  //| Return the formula in the header. Careful: std::max drops a NaN, depending on its place.
  return std::abs(a - b) / std::max({1e-3, std::abs(a), std::abs(b)});
  // end exercise
}

std::string check_gradient(const Function& f, const std::vector<double>& point, double tolerance) {
  const std::vector<double> actual = gradient(f, point), numeric = numeric_gradient(f, point);
  std::ostringstream report;
  const auto complain = [&](std::size_t i) {
    report << "d/dx" << i << ": backward says " << actual[i] << ", differences say " << numeric[i]
           << '\n';
  };
  // exercise: gradient-check/compare
  //| Call complain(i) for each direction i in which `actual` and `numeric` do not agree to within
  //| `tolerance`. Whatever is not a number does not agree.
  for (std::size_t i = 0; i < point.size(); ++i)
    if (!(relative_error(actual[i], numeric[i]) <= tolerance)) complain(i);
  // end exercise
  return report.str();
}

}  // namespace gradus::scalar
