// mistake: reads-every-loss
// region: train-on-the-gpu/epoch
// message: something is read after every batch
for (const data::Batch& batch : loader.epoch(epoch)) {
  optimizer.zero_grad();
  const Tensor value = loss(model(batch.inputs), batch.targets);
  backward(value);
  optimizer.step();
  sum = sum.defined() ? sum + value.item() : value.detach();
}
