#include <gradus/scalar_autograd/value.h>

#include <algorithm>
#include <sstream>

namespace gradus::scalar {
namespace {

thread_local std::int64_t live = 0;

}  // namespace

Value::Value(double data) : node_(new Node) {
  node_->data = data;
  ++live;
}

std::int64_t Value::live_nodes() { return live; }

// A node's last handle takes the node with it, and the node its handles on its parents, and so on.
// Done by nested destructor calls, freeing a chain of a million nodes would need a million stack
// frames. The list of the dead keeps it at one.
void Value::free_node() noexcept {
  std::vector<Node*> dead = {node_};
  while (!dead.empty()) {
    Node* node = dead.back();
    dead.pop_back();
    for (Value& handle : node->parents) {
      Node* parent = std::exchange(handle.node_, nullptr);
      if (parent && --parent->references == 0) dead.push_back(parent);
    }
    delete node;
    --live;
  }
}

std::vector<Value> Value::parents() const {
  std::vector<Value> result;
  for (const Value& parent : node_->parents)
    if (parent.node()) result.push_back(parent);
  return result;
}

Value record(const char* op, const Local& local, std::initializer_list<Value> parents) {
  Value result(local.value);
  Node& node = *result.node();
  // exercise: remember/record
  //| `node` knows its number already. Let it remember the rest: the operator, each operand, and
  //| beside each operand how fast the result moves with it.
  node.op = op;
  node.local = {local.da, local.db};
  std::copy(parents.begin(), parents.end(), node.parents.begin());
  // end exercise
  return result;
}

std::string how_made(const Value& value) {
  std::ostringstream text;
  // exercise: remember/how-made
  //| Write into `text` how the value was made: `6 = *(2, 3)`, `0.5 = half(1)`; a leaf is only its
  //| number, `2`.
  text << value.data();
  const char* separator = "(";
  if (!value.parents().empty()) text << " = " << value.op();
  for (const Value& parent : value.parents()) {
    text << separator << parent.data();
    separator = ", ";
  }
  if (!value.parents().empty()) text << ')';
  // end exercise
  return text.str();
}

}  // namespace gradus::scalar
