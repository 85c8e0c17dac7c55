#include <gradus/testing/expect.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

namespace gradus::testing {
namespace {

bool all_close(const std::vector<double>& a, const std::vector<double>& b, double tolerance) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [&](double x, double y) {
           return close(x, y, tolerance);
         });
}

std::string show(const std::vector<double>& values, bool is_scalar) {
  std::ostringstream out;
  out.precision(10);
  if (is_scalar) {
    out << values.at(0);
    return out.str();
  }
  constexpr std::size_t kShown = 24;
  out << '[';
  for (std::size_t i = 0; i < std::min(values.size(), kShown); ++i)
    out << (i ? ", " : "") << values[i];
  out << (values.size() > kShown ? ", ...] (" : "] (") << values.size() << " values)";
  return out.str();
}

}  // namespace

bool close(double a, double b, double tolerance) {
  if (a == b) return true;
  return std::abs(a - b) <= tolerance * std::max({1.0, std::abs(a), std::abs(b)}) &&
         std::isfinite(a) && std::isfinite(b);
}

Expectation::Expectation(std::string what, std::vector<double> actual, std::vector<double> expected,
                         double tolerance, bool is_scalar, std::source_location where)
    : what_(std::move(what)),
      actual_(std::move(actual)),
      expected_(std::move(expected)),
      tolerance_(tolerance),
      is_scalar_(is_scalar),
      passed_(all_close(actual_, expected_, tolerance)),
      where_(where) {}

Expectation& Expectation::if_equal(double wrong, std::string cause) {
  if (actual_.empty()) return *this;
  return if_equal(std::vector<double>(actual_.size(), wrong), std::move(cause));
}

Expectation& Expectation::if_equal(const std::vector<double>& wrong, std::string cause) {
  return if_true(all_close(actual_, wrong, tolerance_), std::move(cause));
}

Expectation& Expectation::if_true(bool condition, std::string cause) {
  if (!passed_ && cause_.empty() && condition) cause_ = std::move(cause);
  return *this;
}

Expectation::~Expectation() {
  if (passed_) return;
  std::ostringstream message;
  message << what_ << "\n  expected: " << show(expected_, is_scalar_)
          << "\n  actual:   " << show(actual_, is_scalar_);
  if (!is_scalar_ && actual_.size() == expected_.size()) {
    for (std::size_t i = 0; i < actual_.size(); ++i) {
      if (close(actual_[i], expected_[i], tolerance_)) continue;
      message << "\n  first difference at index " << i << ": expected " << expected_[i]
              << ", actual " << actual_[i];
      break;
    }
  }
  if (!cause_.empty()) message << "\n  Likely cause: " << cause_;
  ADD_FAILURE_AT(where_.file_name(), static_cast<int>(where_.line())) << message.str();
}

Expectation expect(std::string what, double actual, double expected, double tolerance,
                   std::source_location where) {
  return Expectation(std::move(what), {actual}, {expected}, tolerance, true, where);
}

}  // namespace gradus::testing
