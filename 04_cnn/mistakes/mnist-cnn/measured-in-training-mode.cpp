// mistake: measured-in-training-mode
// region: mnist-cnn/fit
// from: 25
// message: the network was in training mode while it was measured
for (const data::Batch& batch : loader.epoch(epoch)) {
  const double mean = trainer.step(batch.inputs, batch.targets);
  loss += mean * static_cast<double>(batch.size());
  schedule.step();
}
const data::DataLoader others(held_out, {.batch_size = 1000, .augment = false});
double cost = 0, right = 0;
for (const data::Batch& batch : others.epoch(0)) {
  const Tensor scores = model(batch.inputs);
  cost += cross_entropy(scores, batch.targets).item() * static_cast<double>(batch.size());
  right += static_cast<double>(count_correct(scores, batch.targets));
}
const auto count = static_cast<double>(held_out.size());
epochs.push_back({loss / static_cast<double>(train.size()), cost / count, right / count});
