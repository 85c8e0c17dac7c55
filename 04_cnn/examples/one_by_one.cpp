// Trains the same network twice, image by image and batch by batch, and compares weights and time:
//   one-by-one --network four-convolutions --data data/mnist
#include "one_by_one.h"

#include <gradus/common/error.h>
#include <gradus/layers/data_loader.h>
#include <gradus/layers/measuring.h>
#include <gradus/layers/mnist.h>
#include <gradus/layers/sgd.h>
#include <gradus/layers/synthetic_digits.h>
#include <gradus/program/program.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <memory>

namespace {

using namespace gradus;
using one_by_one::ConvPoolLinear;
using one_by_one::FourConvolutions;

struct Options {
  std::string network = "four-convolutions";
  std::filesystem::path data;
  int epochs = 1, batch = 16, images = 4000;
  double lr = 0.01;
  std::uint64_t seed = 1;
};

std::unique_ptr<nn::Module> make(const Options& options, const data::ImageDataset& images) {
  if (options.network == "four-convolutions")
    return std::make_unique<FourConvolutions>(options.seed);
  return std::make_unique<ConvPoolLinear>(images.height(), images.width(), images.classes(),
                                          options.seed);
}

using Step = double (*)(nn::Module&, optim::Optimizer&, const data::Batch&);

// Trains, and prints how that went.
std::unique_ptr<nn::Module> train(const char* name, Step step, const Options& options,
                                  const data::Mnist& digits) {
  std::unique_ptr<nn::Module> model = make(options, digits.train);
  optim::SGD optimizer(model->parameters(), {.lr = options.lr});
  const data::DataLoader loader(
      digits.train, {.batch_size = options.batch, .shuffle = true, .seed = options.seed});
  const auto start = std::chrono::steady_clock::now();
  double loss = 0;
  for (int epoch = 0; epoch < options.epochs; ++epoch) {
    loss = 0;
    for (const data::Batch& batch : loader.epoch(epoch)) loss += step(*model, optimizer, batch);
  }
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  std::printf("%-15s %5.1f s  loss %.4f  test accuracy %.2f %%\n", name, seconds,
              loss / static_cast<double>(loader.batches()),
              100 * nn::evaluate(*model, digits.test).accuracy);
  return model;
}

}  // namespace

int main(int argc, char** argv) {
  return run_program(
      argc, argv, "Trains a CNN image by image and batch by batch, and compares the two",
      [](CommandLine& cl) {
        Options options;
        cl.choice("--network", options.network, {"four-convolutions", "conv-pool-linear"},
                  "which: as in tiniergrad.jl, or as in tinytensor");
        cl.option("--data", options.data,
                  "the folder with MNIST's four files; without, digits are drawn");
        cl.option("--images", options.images, "how many images to learn from");
        cl.option("--epochs", options.epochs, "how often to go through them");
        cl.option("--batch", options.batch,
                  "images whose gradients are added up; 1: a step after each image");
        cl.option("--lr", options.lr, "the learning rate");
        cl.option("--seed", options.seed, "of the digits, the first weights and the order");
        cl.parse();
        for (const auto& [flag, value] : {std::pair("--images", options.images),
                                          {"--epochs", options.epochs},
                                          {"--batch", options.batch}})
          if (value < 1) fail(flag, ": must be at least 1, not ", value);

        constexpr Index kTest = 2000;
        data::Mnist digits = options.data.empty()
                                 ? data::synthetic_mnist(options.images, kTest, options.seed)
                                 : data::load_mnist(options.data);
        const Index count = std::min<Index>(options.images, digits.train.size());
        if (options.network == "four-convolutions" &&
            (digits.train.height() != 28 || digits.train.width() != 28))
          fail("--network four-convolutions: needs images of 28 x 28, not ", digits.train.height(),
               " x ", digits.train.width());
        digits = {digits.train.part(0, count), digits.test};
        std::printf("%lld images, %d a step\n", static_cast<long long>(count), options.batch);
        const auto one = train("image by image", one_by_one::step_one_by_one, options, digits);
        const auto other = train("batch by batch", one_by_one::step_batched, options, digits);
        std::printf("largest difference of a weight: %.1e\n",
                    one_by_one::largest_difference(*one, *other));
      });
}
