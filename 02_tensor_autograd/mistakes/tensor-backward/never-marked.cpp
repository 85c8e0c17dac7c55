// mistake: never-marked
// region: tensor-backward/newest-first
// from: 16
// message: once for each way that leads to it
  found.emplace_back(root);
  for (std::size_t i = 0; i < found.size(); ++i)
    for (int k = 0; k < found[i]->inputs.size(); ++k) {
      const Ref<Node> input = found[i]->inputs[k].node;
      if (input) found.push_back(input);
    }
  std::sort(found.begin(), found.end(),
            [](const Ref<Node>& a, const Ref<Node>& b) { return a->sequence > b->sequence; });
  return found;
