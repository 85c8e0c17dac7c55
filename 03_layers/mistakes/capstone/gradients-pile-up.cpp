// mistake: gradients-pile-up
// region: capstone
// from: 24
// message: does each step begin with zero_grad
const Index pixels = digits.height() * digits.width(),
            hidden = std::clamp<Index>(pixels, 32, 256);
auto model = std::make_unique<Sequential>(Flatten(), Linear(pixels, hidden), ReLU(),
                                          Linear(hidden, digits.classes()));
model->reset_parameters(seed);
const data::DataLoader loader(
    digits, {.batch_size = digits.size() < 5000 ? 20 : 128, .shuffle = true, .seed = seed});
const Index epochs = digits.size() < 5000 ? 8 : 6;
optim::SGD optimizer(model->parameters(), {.lr = 0.05});
for (Index epoch = 0; epoch < epochs; ++epoch)
  for (const data::Batch& batch : loader.epoch(epoch)) {
    backward(cross_entropy((*model)(batch.inputs), batch.targets));
    optimizer.step();
  }
model->eval();
return model;
