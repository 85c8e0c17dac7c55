// mistake: recursive-walk
// region: backward/order
// from: 15
// message: a walk that calls itself
struct Walk {
  static void visit(Node* node, std::vector<Node*>& nodes) {
    if (!node || node->visited) return;
    node->visited = true;
    for (const Value& parent : node->parents) visit(parent.node(), nodes);
    nodes.push_back(node);
  }
};
Walk::visit(root, order);
