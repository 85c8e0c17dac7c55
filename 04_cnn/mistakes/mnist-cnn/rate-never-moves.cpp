// mistake: rate-never-moves
// region: mnist-cnn/fit
// message: the schedule never moved
for (const data::Batch& batch : loader.epoch(epoch)) {
  const double mean = trainer.step(batch.inputs, batch.targets);
  loss += mean * static_cast<double>(batch.size());
}
const Evaluation unknown = evaluate(model, held_out);
epochs.push_back({loss / static_cast<double>(train.size()), unknown.loss, unknown.accuracy});
