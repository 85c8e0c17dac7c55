// mistake: gradients-never-forgotten
// region: train-on-the-gpu/epoch
// from: 2
// message: the gradients of the batches before are still there
for (const data::Batch& batch : loader.epoch(epoch)) {
  const Tensor value = loss(model(batch.inputs), batch.targets);
  backward(value);
  optimizer.step();
  sum = sum.defined() ? sum + value.detach() : value.detach();
}
