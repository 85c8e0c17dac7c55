// mistake: measured-too-early
// region: mnist-cnn/fit
// message: this is the loss before the first step
const Evaluation unknown = evaluate(model, held_out);
for (const data::Batch& batch : loader.epoch(epoch)) {
  const double mean = trainer.step(batch.inputs, batch.targets);
  loss += mean * static_cast<double>(batch.size());
  schedule.step();
}
epochs.push_back({loss / static_cast<double>(train.size()), unknown.loss, unknown.accuracy});
