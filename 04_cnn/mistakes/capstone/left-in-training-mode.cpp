// mistake: left-in-training-mode
// region: capstone
// from: 25
// message: the network is still in training mode
const auto network = [&](Index width) {
  auto model = std::make_unique<Sequential>(
      Conv2d(1, width, 3, 1, 1, false), BatchNorm2d(width), ReLU(), MaxPool2d(2),
      Conv2d(width, 2 * width, 3, 1, 1, false), BatchNorm2d(2 * width), ReLU(), MaxPool2d(2),
      Conv2d(2 * width, 2 * width, 3, 1, 1, false), BatchNorm2d(2 * width), ReLU(),
      AdaptiveAvgPool2d(), Flatten(), Linear(2 * width, digits.classes()));
  model->reset_parameters(seed);
  return model;
};
Index width = 1;  // as wide as the limit allows
while (network(width + 1)->num_parameters() <= most_parameters) ++width;
if (width > 8) width -= width % 4;  // the fast convolution likes whole vectors of channels
auto model = network(width);

const bool few = digits.size() < 5000;
const double black = -digits.normalization().mean / digits.normalization().stddev;
const data::Augmented train(digits, seed, data::RandomCrop(2, static_cast<float>(black)));
const data::Dataset& learned = few ? static_cast<const data::Dataset&>(digits) : train;
const data::DataLoader loader(learned,
                              {.batch_size = few ? 20 : 128, .shuffle = true, .seed = seed});
const int epochs = few ? 8 : 6;
optim::AdamW optimizer(model->parameters(), {.beta2 = 0.98, .weight_decay = 0.01});
optim::OneCycleLR schedule(optimizer, 0.02, epochs * loader.batches(),
                           {.pct_start = 0.2, .div_factor = 10});
Trainer trainer(*model, optimizer, cross_entropy);
for (int epoch = 0; epoch < epochs; ++epoch)
  for (const data::Batch& batch : loader.epoch(epoch)) {
    trainer.step(batch.inputs, batch.targets);
    schedule.step();
  }
return model;
