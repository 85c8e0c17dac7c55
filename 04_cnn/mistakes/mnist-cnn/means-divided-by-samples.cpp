// mistake: means-divided-by-samples
// region: mnist-cnn/fit
// message: times its size it is the sum
for (const data::Batch& batch : loader.epoch(epoch)) {
  loss += trainer.step(batch.inputs, batch.targets);
  schedule.step();
}
const Evaluation unknown = evaluate(model, held_out);
epochs.push_back({loss / static_cast<double>(train.size()), unknown.loss, unknown.accuracy});
