// mistake: left-in-training-mode
// region: capstone
// from: 25
// message: the network is still in training mode
const bool few = digits.size() < 5000;
const auto network = [&](Index width) {
  auto model = std::make_unique<Sequential>();
  const auto block = [&](Index in, Index out) {
    model->add(Conv2d(in, out, 3, 1, 1, false));
    model->add(BatchNorm2d(out));
    model->add(ReLU());
  };
  const Index last = (few ? 2 : 3) * width;
  block(1, width);
  model->add(MaxPool2d(2));
  block(width, 2 * width);
  if (!few) block(2 * width, 2 * width);
  model->add(MaxPool2d(2));
  block(2 * width, last);
  model->add(AdaptiveAvgPool2d());
  model->add(Flatten());
  model->add(Linear(last, digits.classes()));
  model->reset_parameters(seed);
  return model;
};
Index width = 1;  // as wide as the limit allows
while (network(width + 1)->num_parameters() <= most_parameters) ++width;
if (width > 8) width -= width % 8;  // the fast convolution likes whole vectors of channels
auto model = network(width);

const double black = -digits.normalization().mean / digits.normalization().stddev;
const data::Augmented train(digits, seed, data::RandomCrop(2, static_cast<float>(black)));
const data::Dataset& learned = few ? static_cast<const data::Dataset&>(digits) : train;
const data::DataLoader loader(learned,
                              {.batch_size = few ? 20 : 64, .shuffle = true, .seed = seed});
const int epochs = 8;
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
