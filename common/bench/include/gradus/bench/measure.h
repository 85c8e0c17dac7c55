#pragma once
#include <chrono>
#include <functional>
#include <string>
#include <type_traits>
#include <utility>

namespace gradus {

/// One side of a comparison: runs something a number of times and says how many seconds one
/// repetition took. Made from a function that returns nothing (timed from outside), or from one
/// that returns the seconds which it measured itself. Empty: there is nothing to run.
class Measure {
 public:
  Measure() = default;

  template <class Function>
  requires(std::is_invocable_v<Function&> && !std::is_same_v<std::decay_t<Function>, Measure>)
      Measure(Function function)
      : run_([function = std::move(function)](int repetitions) mutable {
          using Clock = std::chrono::steady_clock;
          double seconds = 0;
          const auto start = Clock::now();
          for (int i = 0; i < repetitions; ++i) {
            if constexpr (std::is_arithmetic_v<std::invoke_result_t<Function&>>)
              seconds += static_cast<double>(function());
            else
              function();
          }
          if constexpr (!std::is_arithmetic_v<std::invoke_result_t<Function&>>)
            seconds = std::chrono::duration<double>(Clock::now() - start).count();
          return seconds / repetitions;
        }) {}

  /// From a function that repeats by itself: it is told how often, and returns the seconds for
  /// one repetition.
  /// @param run the function
  /// @param name what to call this side in the table
  static Measure repeated(std::function<double(int)> run, std::string name = "") {
    Measure measure;
    measure.run_ = std::move(run);
    measure.name_ = std::move(name);
    return measure;
  }

  explicit operator bool() const { return static_cast<bool>(run_); }
  /// Runs it; returns the seconds that one repetition took.
  double operator()(int repetitions) const { return run_(repetitions); }
  /// What to call this side in the table; may be empty.
  const std::string& name() const { return name_; }

 private:
  std::function<double(int)> run_;
  std::string name_;
};

/// Keeps the compiler from leaving out the work whose result, `value`, nothing else uses.
template <class T>
inline void keep(const T& value) {
  asm volatile("" : : "r"(&value) : "memory");
}

}  // namespace gradus
