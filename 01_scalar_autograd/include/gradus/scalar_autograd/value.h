#pragma once
#include <gradus/common/error.h>

#include <array>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

namespace gradus::scalar {

struct Node;

/// A number that remembers how it was made.
///
/// A Value is a handle on a Node. Copies share the node, so passing a Value around costs one
/// increment, and what one copy sets, all see. A node lives as long as a handle on it or a value
/// made from it; the last handle on a result frees all that only the result still needed.
/// A graph belongs to one thread. A moved-from Value may only be assigned to or destroyed.
class Value {
 public:
  /// A leaf: a number, `data`, that was not computed from others. Plain numbers turn into leaves
  /// where a Value is needed, so that `2.0 * a` works.
  Value(double data = 0);  // NOLINT(google-explicit-constructor)

  Value(const Value& other) noexcept;
  Value(Value&& other) noexcept : node_(std::exchange(other.node_, nullptr)) {}
  Value& operator=(Value other) noexcept { return std::swap(node_, other.node_), *this; }
  ~Value();

  double data() const;         ///< The number itself.
  double grad() const;         ///< d(result) / d(this), once a result's gradient has come here.
  void set_data(double data);  ///< Changes the number; what was computed from it stays.
  void set_grad(double grad);  ///< Replaces the gradient.
  const char* op() const;      ///< The operator that made it; "" for a leaf.
  std::vector<Value> parents() const;   ///< The operands that it was made from; none for a leaf.
  Node* node() const { return node_; }  ///< The shared node; null only for Value::none().

  /// No value at all: what a node has in place of a parent that it does not have.
  static Value none() { return Value(Nothing{}); }

  /// How many nodes are alive in this thread.
  static std::int64_t live_nodes();

 private:
  struct Nothing {};
  explicit Value(Nothing) : node_(nullptr) {}
  void free_node() noexcept;

  Node* node_;
};

/// What is remembered of one number: 64 bytes, a cache line.
struct Node {
  double data = 0;      ///< the number
  double grad = 0;      ///< d(result) / d(data)
  const char* op = "";  ///< a string literal
  /// No operator takes more than two.
  std::array<Value, 2> parents = {Value::none(), Value::none()};
  std::array<double, 2> local = {};  ///< d(data) / d(parents[i]), known when the node is made
  std::int32_t references = 1;       ///< handles on this node
  bool visited = false;              ///< set while a walk over the graph has been here
};

/// What an operator f says of itself at the point where it is applied.
struct Local {
  double value;   ///< f(a, b)
  double da;      ///< df/da
  double db = 0;  ///< df/db; not used where f has one operand
};

/// The value of an operator applied to its operands; it remembers operator, operands and local
/// derivatives.
/// @param op the operator's name, a string literal
/// @param local its value and local derivatives
/// @param parents one or two operands, in order
Value record(const char* op, const Local& local, std::initializer_list<Value> parents);

/// One line about how a value was made: `6 = *(2, 3)`, or `2` for a leaf. Numbers are printed with
/// up to six significant digits, as streams do.
std::string how_made(const Value& value);

inline double Value::data() const { return node_->data; }
inline double Value::grad() const { return node_->grad; }
inline void Value::set_data(double data) { node_->data = data; }
inline void Value::set_grad(double grad) { node_->grad = grad; }
inline const char* Value::op() const { return node_->op; }
inline Value::Value(const Value& other) noexcept : node_(other.node_) {
  if (node_) ++node_->references;
}
inline Value::~Value() {
  if (node_ && --node_->references == 0) free_node();
}

}  // namespace gradus::scalar
