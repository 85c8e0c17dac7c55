// The same deep network without normalisation, with batch normalisation and with layer
// normalisation: how fast each learns to read digits that the program draws.
#include <gradus/common/plot.h>
#include <gradus/layers/activations.h>
#include <gradus/layers/cross_entropy.h>
#include <gradus/layers/data_loader.h>
#include <gradus/layers/linear.h>
#include <gradus/layers/normalization.h>
#include <gradus/layers/sequential.h>
#include <gradus/layers/sgd.h>
#include <gradus/layers/synthetic_digits.h>
#include <gradus/layers/training.h>
#include <gradus/program/program.h>

#include <cstdio>
#include <string>
#include <vector>

namespace {

using namespace gradus;

struct Settings {
  Index layers = 10, width = 64, images = 4000;
  std::int64_t epochs = 10;
  double lr = 0.01;
};

// The mean loss of each epoch. `normalization` makes a layer to stand behind each hidden Linear, or
// adds none.
template <class Normalization>
std::vector<double> losses(const Settings& settings, const data::Dataset& images,
                           Normalization add_normalization) {
  nn::Sequential model(nn::Flatten(), nn::Linear(784, settings.width));
  for (Index layer = 1; layer < settings.layers; ++layer) {
    add_normalization(model);
    model.add(nn::ReLU());
    model.add(nn::Linear(settings.width, layer + 1 < settings.layers ? settings.width : 10));
  }
  model.reset_parameters(1);
  optim::SGD optimizer(model.parameters(), {.lr = settings.lr, .momentum = 0.9});
  nn::Trainer trainer(model, optimizer, nn::cross_entropy);
  const data::DataLoader loader(images,
                                {.batch_size = 64, .shuffle = true, .drop_last = true, .seed = 1});
  std::vector<double> result;
  for (std::int64_t epoch = 0; epoch < settings.epochs; ++epoch) {
    double total = 0;
    for (const data::Batch& batch : loader.epoch(epoch))
      total += trainer.step(batch.inputs, batch.targets);
    result.push_back(total / static_cast<double>(loader.batches()));
  }
  return result;
}

}  // namespace

int main(int argc, char** argv) {
  return run_program(
      argc, argv, "Trains a deep network with and without normalisation.",
      [](CommandLine& command_line) {
        Settings settings;
        std::string out;
        command_line.option("--layers", settings.layers, "how many Linear layers there are");
        command_line.option("--epochs", settings.epochs, "how often to go through the images");
        command_line.option("--lr", settings.lr, "the learning rate");
        command_line.option("--out", out, "an SVG file for the plot");
        command_line.parse();

        const data::ImageDataset images = data::synthetic_digits(settings.images, 1);
        Plot plot("A deep network learns to read digits");
        plot.x_label("epoch").y_label("loss on the training images").log_y();
        const auto train = [&](const std::string& name, auto add_normalization) {
          const std::vector<double> curve = losses(settings, images, add_normalization);
          std::printf("%-20s", name.c_str());
          for (double loss : curve) std::printf("  %.4f", loss);
          std::printf("\n");
          std::fflush(stdout);
          plot.line(name, curve);
        };
        train("without", [](nn::Sequential&) {});
        train("batch normalisation",
              [&](nn::Sequential& model) { model.add(nn::BatchNorm1d(settings.width)); });
        train("layer normalisation",
              [&](nn::Sequential& model) { model.add(nn::LayerNorm(Shape{settings.width})); });
        if (!out.empty()) plot.save(out);
      });
}
