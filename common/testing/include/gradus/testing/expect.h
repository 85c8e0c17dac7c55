#pragma once
#include <cmath>
#include <cstddef>
#include <source_location>
#include <string>
#include <utility>
#include <vector>

namespace gradus::testing {

/// One comparison that, when it fails, tells what was compared, what was expected, what came, and
/// the likely cause if the wrong value is one that a known mistake produces:
///
///     expect("d(a + a)/da at a = 3", a.grad(), 2.0)
///         .if_equal(1.0, "`a` is used twice; are you overwriting its gradient?");
///
/// It reports to GoogleTest when it goes out of scope. NaN equals nothing.
class Expectation {
 public:
  /// Made by expect() and expect_all(), whose parameters it has; `is_scalar` tells which of them.
  /// What is compared, `actual` and `expected`, within `tolerance`.
  Expectation(std::string what, std::vector<double> actual, std::vector<double> expected,
              double tolerance, bool is_scalar, std::source_location where);
  ~Expectation();
  Expectation(const Expectation&) = delete;
  Expectation& operator=(const Expectation&) = delete;

  /// Names the cause when every actual value is within tolerance of `wrong`.
  Expectation& if_equal(double wrong, std::string cause);
  Expectation& if_equal(const std::vector<double>& wrong, std::string cause);
  /// Names the cause when `condition` holds.
  Expectation& if_true(bool condition, std::string cause);

 private:
  std::string what_;
  std::vector<double> actual_, expected_;
  double tolerance_;
  bool is_scalar_, passed_;
  std::string cause_;
  std::source_location where_;
};

/// Whether |a - b| <= tolerance * max(1, |a|, |b|); false as soon as one is NaN. Equal infinities
/// are close.
bool close(double a, double b, double tolerance);

/// The relative tolerance of a comparison, unless told.
constexpr double kTolerance = 1e-9;

/// Compares two numbers.
/// @param what is compared, in words
/// @param actual what came
/// @param expected what should have come
/// @param tolerance as for close()
Expectation expect(std::string what, double actual, double expected, double tolerance = kTolerance,
                   std::source_location where = std::source_location::current());

/// Compares two sequences of numbers, element by element and in length. `what`, `actual`,
/// `expected` and `tolerance` as for expect().
template <class Actual, class Expected = std::vector<double>>
Expectation expect_all(std::string what, const Actual& actual, const Expected& expected,
                       double tolerance = kTolerance,
                       std::source_location where = std::source_location::current()) {
  return Expectation(std::move(what), std::vector<double>(std::begin(actual), std::end(actual)),
                     std::vector<double>(std::begin(expected), std::end(expected)), tolerance,
                     false, where);
}

}  // namespace gradus::testing
