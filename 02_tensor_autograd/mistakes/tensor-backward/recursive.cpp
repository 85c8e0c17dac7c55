// mistake: recursive
// region: tensor-backward/newest-first
// from: 15
// message: is newest_first recursive?
  struct Walk {
    std::vector<Ref<Node>>& found;
    std::uint64_t pass;
    void visit(Node* node) {
      node->mark = pass;
      found.emplace_back(node);
      for (int k = 0; k < node->inputs.size(); ++k)
        if (node->inputs[k].node && node->inputs[k].node->mark != pass)
          visit(node->inputs[k].node.get());
    }
  } walk{found, pass};
  walk.visit(root);
  std::sort(found.begin(), found.end(),
            [](const Ref<Node>& a, const Ref<Node>& b) { return a->sequence > b->sequence; });
  return found;
