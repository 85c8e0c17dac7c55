// mistake: network-forgotten
// region: saving/checkpoint
// message: the network itself was not saved
  put(content_, kOptimizer, optimizer.state_dict());
