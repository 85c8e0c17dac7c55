// mistake: mean-of-means
// region: mnist-cnn/fit
// message: the mean of the batches' means
for (const data::Batch& batch : loader.epoch(epoch)) {
  loss += trainer.step(batch.inputs, batch.targets);
  schedule.step();
}
const Evaluation unknown = evaluate(model, held_out);
epochs.push_back({loss / static_cast<double>(loader.batches()), unknown.loss, unknown.accuracy});
