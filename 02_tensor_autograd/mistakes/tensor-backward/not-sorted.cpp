// mistake: not-sorted
// region: tensor-backward/newest-first
// message: came too early: what arrived later along the long way was lost
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
  return found;
