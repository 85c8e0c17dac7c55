#pragma once
#include <gradus/scalar_autograd/operators.h>

#include <cstdint>
#include <vector>

namespace gradus::scalar {

struct TapeValue;

/// A list of all operations in the order in which they ran. Nothing needs sorting: an operand is
/// always older than what is made from it. One array, no pointers, nothing to free one by one.
struct Tape {
  /// What is remembered of one number.
  struct Entry {
    double data, grad;   ///< as in a Node
    double da, db;       ///< d(data) / d(operand)
    std::uint32_t a, b;  ///< where the operands are; 0 for one that is constant or missing
  };
  /// The first entry stands for all constants: gradients may flow there, and nobody looks at it.
  std::vector<Entry> entries = {Entry{}};

  Tape() = default;
  Tape(const Tape&) = delete;  // its values point at it
  Tape& operator=(const Tape&) = delete;

  /// A new leaf with the number `data`.
  TapeValue variable(double data);

  /// Forgets all entries beyond the first `size`, and with them the values that they stand for; the
  /// memory is kept for the next ones. A network's parameters come first and stay:
  /// `const auto mark = tape.entries.size()` behind them, `tape.rewind(mark)` before each step.
  void rewind(std::size_t size) { entries.resize(size); }
};

/// A number on a tape, to be used as a Value is. A plain number turns into a constant, which is on
/// no tape and has no gradient. No value may be used when its tape is gone or rewound past it.
struct TapeValue {
  Tape* tape = nullptr;     ///< null for a constant
  std::uint32_t index = 0;  ///< its place on the tape
  double constant = 0;      ///< the number of a constant

  /// A constant, `data`.
  TapeValue(double data = 0) : constant(data) {}  // NOLINT(google-explicit-constructor)
  /// What stands at place `at` of a tape, `on`.
  TapeValue(Tape* on, std::size_t at) : tape(on), index(static_cast<std::uint32_t>(at)) {}

  /// The number itself.
  double data() const { return tape ? tape->entries[index].data : constant; }
  /// d(result) / d(this), once a result's gradient has come here; 0 for a constant.
  double grad() const { return tape ? tape->entries[index].grad : 0; }
  /// Changes the number; what was computed from it stays.
  void set_data(double data) { (tape ? tape->entries[index].data : constant) = data; }
  /// Replaces the gradient; a constant has none.
  void set_grad(double grad) {
    if (tape) tape->entries[index].grad = grad;
  }
};

/// The value of an operator applied to its operands, a and b, as a new entry on their tape; a
/// constant if both are. `local` holds the number and the local derivatives.
/// @throws Error if the operands are on two tapes
inline TapeValue record(const Local& local, TapeValue a, TapeValue b = {}) {
  Tape* tape = a.tape ? a.tape : b.tape;
  if (b.tape && b.tape != tape) fail("record: the operands are on two different tapes");
  if (!tape) return local.value;
  // exercise: tape/record
  //| Append an entry for the result to tape->entries, with a gradient of 0, and return its handle,
  //| TapeValue(tape, index).
  tape->entries.push_back({local.value, 0, local.da, local.db, a.index, b.index});
  return TapeValue(tape, tape->entries.size() - 1);
  // end exercise
}

/// Computes d(result)/d(value) for each value on result's tape, as backward(const Value&) does:
/// computed values hold this pass alone, leaves add it to what they hold.
void backward(TapeValue result);

inline TapeValue Tape::variable(double data) {
  entries.push_back({data, 0, 0, 0, 0, 0});
  return TapeValue(this, entries.size() - 1);
}

/// @name The operators, with the formulas that Value has
/// f(a), or f(a, b), on a tape.
/// @{
// clang-format off
inline TapeValue operator+(TapeValue a, TapeValue b) { return record(local::add(a.data(), b.data()), a, b); }
inline TapeValue operator-(TapeValue a, TapeValue b) { return record(local::subtract(a.data(), b.data()), a, b); }
inline TapeValue operator*(TapeValue a, TapeValue b) { return record(local::multiply(a.data(), b.data()), a, b); }
inline TapeValue operator/(TapeValue a, TapeValue b) { return record(local::divide(a.data(), b.data()), a, b); }
inline TapeValue pow(TapeValue base, TapeValue exponent) { return record(local::power(base.data(), exponent.data()), base, exponent); }
inline TapeValue operator-(TapeValue a) { return record(local::negate(a.data()), a); }
inline TapeValue exp(TapeValue a) { return record(local::exp(a.data()), a); }
inline TapeValue log(TapeValue a) { return record(local::log(a.data()), a); }
inline TapeValue tanh(TapeValue a) { return record(local::tanh(a.data()), a); }
inline TapeValue relu(TapeValue a) { return record(local::relu(a.data()), a); }
inline TapeValue sigmoid(TapeValue a) { return record(local::sigmoid(a.data()), a); }
inline TapeValue& operator+=(TapeValue& a, TapeValue b) { return a = a + b; }
inline TapeValue& operator-=(TapeValue& a, TapeValue b) { return a = a - b; }
inline TapeValue& operator*=(TapeValue& a, TapeValue b) { return a = a * b; }
inline TapeValue& operator/=(TapeValue& a, TapeValue b) { return a = a / b; }
// clang-format on
/// @}

}  // namespace gradus::scalar
