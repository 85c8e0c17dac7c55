// mistake: update-first
// region: train-on-the-gpu/epoch
// message: the update came before its gradients
for (const data::Batch& batch : loader.epoch(epoch)) {
  optimizer.zero_grad();
  const Tensor value = loss(model(batch.inputs), batch.targets);
  optimizer.step();
  backward(value);
  sum = sum.defined() ? sum + value.detach() : value.detach();
}
