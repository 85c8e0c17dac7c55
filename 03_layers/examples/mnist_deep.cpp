// Trains a deep network on MNIST, 784-1024-1024-1024-10, with nothing but gradient descent and
// momentum: one epoch of small batches, and pixels from 0 to 1.
#include <gradus/common/error.h>
#include <gradus/common/progress.h>
#include <gradus/layers/classification.h>
#include <gradus/layers/cross_entropy.h>
#include <gradus/layers/mnist.h>
#include <gradus/layers/sgd.h>
#include <gradus/layers/training.h>
#include <gradus/program/program.h>

#include <chrono>
#include <cstdio>
#include <iostream>

#include "deep_mlp.h"
#include "digit_training.h"

int main(int argc, char** argv) {
  using namespace gradus;
  return run_program(argc, argv, "Trains a deep network on MNIST", [](CommandLine& cl) {
    std::filesystem::path folder = digits::default_mnist();
    int epochs = 1, batch = 10, width = 1024;
    double lr = 0.001, momentum = 0.8;
    std::uint64_t seed = 1;
    bool normalize = false;
    cl.option("--data", folder, "the folder with MNIST's four files");
    cl.option("--epochs", epochs, "how often to go through the training images");
    cl.option("--batch", batch, "images a step");
    cl.option("--width", width, "neurons in each of the three hidden layers");
    cl.option("--lr", lr, "the learning rate");
    cl.option("--momentum", momentum, "how much of the last velocity stays");
    cl.option("--seed", seed, "of the first weights and of the order of the images");
    cl.flag("--normalize", normalize, "bring the pixels to mean 0 and deviation 1");
    cl.parse();
    if (epochs < 1 || batch < 1 || width < 1)
      fail("--epochs, --batch and --width: at least 1, not ", epochs, ", ", batch, ", ", width);

    const data::Mnist mnist = data::load_mnist(folder);
    const data::Normalization pixels =
        normalize ? mnist.train.normalization() : data::Normalization{0, 1};
    const data::ImageDataset train = mnist.train.with(pixels), test = mnist.test.with(pixels);
    digits::DeepMlp model({train.height() * train.width(), width, width, width, train.classes()},
                          seed);
    optim::SGD optimizer(model.parameters(), {.lr = lr, .momentum = momentum});
    nn::Trainer trainer(model, optimizer, nn::cross_entropy);
    const data::DataLoader loader(train, {.batch_size = batch, .shuffle = true, .seed = seed});
    std::vector<Index> predicted;
    double seconds = 0;
    for (int epoch = 0; epoch < epochs; ++epoch) {
      const auto start = std::chrono::steady_clock::now();
      Progress progress("epoch " + std::to_string(epoch + 1), loader.size());
      double loss = 0;
      for (const data::Batch& part : loader.epoch(epoch)) {
        loss += trainer.step(part.inputs, part.targets);
        const Index done = trainer.steps() - epoch * loader.size();
        constexpr Index kEvery = 50;
        if (done % kEvery == 0)
          progress.update(done, "loss " + digits::number(loss / static_cast<double>(done)));
        if (interrupted()) return;
      }
      progress.finish("loss " + digits::number(loss / static_cast<double>(loader.size())));
      seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
      predicted = nn::predict(model, test);
    }
    const nn::ConfusionMatrix matrix(test, predicted);
    std::cout << matrix << '\n'
              << classification_report(matrix) << "test accuracy "
              << digits::percent(matrix.accuracy()) << " after " << epochs << " epochs, trained in "
              << digits::number(seconds) << " s (" << model.num_parameters() << " parameters)\n";
  });
}
