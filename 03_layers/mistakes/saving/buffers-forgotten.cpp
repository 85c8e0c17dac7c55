// mistake: buffers-forgotten
// region: saving/checkpoint
// message: only the parameters were saved
  StateDict parameters;
  for (const NamedTensor& parameter : model.named_parameters())
    parameters[parameter.name] = parameter.tensor;
  put(content_, kModel, parameters);
  put(content_, kOptimizer, optimizer.state_dict());
