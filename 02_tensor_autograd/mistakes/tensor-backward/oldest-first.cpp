// mistake: oldest-first
// region: tensor-backward/newest-first
// message: nothing arrived: the newest node must come first
  found.emplace_back(root);
  root->mark = pass;
  for (std::size_t i = 0; i < found.size(); ++i) {
    for (int k = 0; k < found[i]->inputs.size(); ++k) {
      const Ref<Node> input = found[i]->inputs[k].node;
      if (!input || input->mark == pass) continue;
      input->mark = pass;
      found.push_back(input);
    }
  }
  std::sort(found.begin(), found.end(),
            [](const Ref<Node>& a, const Ref<Node>& b) { return a->sequence < b->sequence; });
  return found;
