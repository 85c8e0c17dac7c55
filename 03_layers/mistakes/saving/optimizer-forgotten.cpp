// mistake: optimizer-forgotten
// region: saving/checkpoint
// message: training would go on as if standing still
  put(content_, kModel, model.state_dict());
