// mistake: order-of-discovery
// region: backward/order
// message: a node is complete only after all that it was made from
std::vector<Node*> waiting = {root};
root->visited = true;
while (!waiting.empty()) {
  Node* node = waiting.back();
  waiting.pop_back();
  order.push_back(node);
  for (const Value& handle : node->parents) {
    Node* parent = handle.node();
    if (!parent || parent->visited) continue;
    parent->visited = true;
    waiting.push_back(parent);
  }
}
order = std::vector<Node*>(order.rbegin(), order.rend());
