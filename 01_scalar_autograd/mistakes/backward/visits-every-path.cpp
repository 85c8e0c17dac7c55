// mistake: visits-every-path
// region: backward/order
// message: a node stands in it more than once
struct Visit {
  Node* node;
  std::size_t next = 0;
};
std::vector<Visit> path = {{root}};
while (!path.empty()) {
  auto& [node, next] = path.back();
  if (next == node->parents.size()) {
    order.push_back(node);
    path.pop_back();
    continue;
  }
  Node* parent = node->parents[next++].node();
  if (parent) path.push_back({parent});
}
