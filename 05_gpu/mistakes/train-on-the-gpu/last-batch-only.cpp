// mistake: last-batch-only
// region: train-on-the-gpu/epoch
// message: only the last batch's loss is in the sum
for (const data::Batch& batch : loader.epoch(epoch)) {
  optimizer.zero_grad();
  const Tensor value = loss(model(batch.inputs), batch.targets);
  backward(value);
  optimizer.step();
  sum = value.detach();
}
