// mistake: rate-too-large
// region: capstone
// message: a lower learning rate may help
const Index pixels = digits.height() * digits.width(),
            hidden = std::clamp<Index>(pixels, 32, 256);
auto model = std::make_unique<Sequential>(Flatten(), Linear(pixels, hidden), ReLU(),
                                          Linear(hidden, digits.classes()));
model->reset_parameters(seed);
const data::DataLoader loader(
    digits, {.batch_size = digits.size() < 5000 ? 20 : 128, .shuffle = true, .seed = seed});
const Index epochs = digits.size() < 5000 ? 8 : 6;
optim::SGD optimizer(model->parameters(), {.lr = 100, .momentum = 0.9});
Trainer trainer(*model, optimizer, cross_entropy);
for (Index epoch = 0; epoch < epochs; ++epoch)
  for (const data::Batch& batch : loader.epoch(epoch)) trainer.step(batch.inputs, batch.targets);
model->eval();
return model;
