// mistake: one-prefix
// region: saving/checkpoint
// message: each needs its own prefix
  put(content_, kModel, model.state_dict());
  put(content_, kModel, optimizer.state_dict());
