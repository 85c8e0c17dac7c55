// mistake: accuracy-on-the-training-set
// region: mnist-cnn/fit
// from: 29
// message: this is how well it knows the images that it learned from
for (const data::Batch& batch : loader.epoch(epoch)) {
  const double mean = trainer.step(batch.inputs, batch.targets);
  loss += mean * static_cast<double>(batch.size());
  schedule.step();
}
const Evaluation known = evaluate(model, train);
epochs.push_back({loss / static_cast<double>(train.size()), known.loss, known.accuracy});
