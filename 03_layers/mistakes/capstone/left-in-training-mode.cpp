// mistake: left-in-training-mode
// region: capstone
// message: the network is still in training mode
const Index pixels = digits.height() * digits.width(),
            hidden = std::clamp<Index>(pixels, 32, 256);
auto model = std::make_unique<Sequential>(Flatten(), Linear(pixels, hidden), ReLU(),
                                          Linear(hidden, digits.classes()));
model->reset_parameters(seed);
const data::DataLoader loader(
    digits, {.batch_size = digits.size() < 5000 ? 20 : 128, .shuffle = true, .seed = seed});
const Index epochs = digits.size() < 5000 ? 8 : 6;
optim::AdamW optimizer(model->parameters(), {.beta2 = 0.97, .weight_decay = 0.01});
optim::OneCycleLR schedule(optimizer, digits.size() < 5000 ? 0.01 : 0.003,
                           epochs * loader.batches(), {.pct_start = 0.2, .div_factor = 10});
Trainer trainer(*model, optimizer, cross_entropy);
for (Index epoch = 0; epoch < epochs; ++epoch)
  for (const data::Batch& batch : loader.epoch(epoch)) {
    trainer.step(batch.inputs, batch.targets);
    schedule.step();
  }
return model;
