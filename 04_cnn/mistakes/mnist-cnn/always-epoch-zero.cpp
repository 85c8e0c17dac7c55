// mistake: always-epoch-zero
// region: mnist-cnn/fit
// message: every epoch was epoch 0 to the loader
for (const data::Batch& batch : loader.epoch(0)) {
  const double mean = trainer.step(batch.inputs, batch.targets);
  loss += mean * static_cast<double>(batch.size());
  schedule.step();
}
const Evaluation unknown = evaluate(model, held_out);
epochs.push_back({loss / static_cast<double>(train.size()), unknown.loss, unknown.accuracy});
