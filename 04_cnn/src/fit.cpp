#include <gradus/cnn/fit.h>
#include <gradus/layers/adam.h>
#include <gradus/layers/cross_entropy.h>
#include <gradus/layers/data_loader.h>
#include <gradus/layers/measuring.h>
#include <gradus/layers/schedule.h>
#include <gradus/layers/training.h>

namespace gradus::nn {

std::vector<FitEpoch> fit(Module& model, const data::Dataset& train, const data::Dataset& held_out,
                          const FitOptions& options) {
  const data::DataLoader loader(train, {.batch_size = options.batch_size,
                                        .shuffle = true,
                                        .seed = options.seed,
                                        .device = model.device()});
  optim::AdamW optimizer(
      model.parameters(),
      {.lr = options.lr, .beta2 = options.beta2, .weight_decay = options.weight_decay});
  optim::OneCycleLR schedule(optimizer, options.lr, options.epochs * loader.batches(),
                             {.pct_start = 0.2, .div_factor = 10});
  Trainer trainer(model, optimizer, cross_entropy);
  std::vector<FitEpoch> epochs;
  for (int epoch = 0; epoch < options.epochs; ++epoch) {
    double loss = 0;  // summed over the samples
    // exercise: mnist-cnn/fit
    //| One epoch: a step of the trainer on each batch that the loader has for this epoch, and a step of the schedule
    //| behind each (trainer.step gives the mean loss of its batch). Then evaluate(), and an entry in `epochs`.
    for (const data::Batch& batch : loader.epoch(epoch)) {
      const double mean = trainer.step(batch.inputs, batch.targets);
      loss += mean * static_cast<double>(batch.size());
      schedule.step();
    }
    const Evaluation unknown = evaluate(model, held_out);
    epochs.push_back({loss / static_cast<double>(train.size()), unknown.loss, unknown.accuracy});
    // end exercise
  }
  return epochs;
}

}  // namespace gradus::nn
