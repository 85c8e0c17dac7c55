#include <gradus/scalar_autograd/backward.h>
#include <gradus/scalar_autograd/chain_rule.h>

namespace gradus::scalar {

std::vector<Node*> topological_order(const Value& result) {
  std::vector<Node*> order;
  Node* root = result.node();
  // exercise: backward/order
  //| Fill `order` with `root` and all that it was computed from: each node once, parents before
  //| what was made from them. Use `visited` to know a node again (it is reset below). No recursion:
  //| a graph may be a million nodes deep.
  struct Visit {
    Node* node;
    std::size_t next = 0;  // the parent to look at next
  };
  std::vector<Visit> path = {{root}};
  root->visited = true;
  while (!path.empty()) {
    auto& [node, next] = path.back();
    if (next == node->parents.size()) {
      order.push_back(node);
      path.pop_back();
      continue;
    }
    Node* parent = node->parents[next++].node();
    if (!parent || parent->visited) continue;
    parent->visited = true;
    path.push_back({parent});
  }
  // end exercise
  for (Node* node : order) node->visited = false;
  return order;
}

void backward(const Value& result) {
  const std::vector<Node*> order = topological_order(result);
  // exercise: backward/pass
  //| 1. Whatever an earlier pass left in computed values must go. Leaves keep theirs.
  //| 2. The result moves with itself at rate 1: its gradient grows by 1.
  //| 3. Apply the chain rule to each node, when the node's own gradient is complete.
  for (Node* node : order)
    if (node->parents[0].node()) node->grad = 0;
  result.node()->grad += 1;
  for (auto node = order.rbegin(); node != order.rend(); ++node) pass_gradient(**node);
  // end exercise
}

}  // namespace gradus::scalar
