// Lets the capstone's network learn MNIST, and measures it on images that it has not seen:
//   own-network --data data/mnist --validate
#include <gradus/layers/measuring.h>
#include <gradus/layers/mnist.h>
#include <gradus/layers/own_network.h>
#include <gradus/program/program.h>

#include <algorithm>
#include <chrono>
#include <iostream>

#include "digit_training.h"

int main(int argc, char** argv) {
  using namespace gradus;
  return run_program(argc, argv, "Lets a network of your own learn MNIST", [](CommandLine& cl) {
    std::filesystem::path folder = digits::default_mnist();
    std::uint64_t seed = 1;
    bool validate = false;
    cl.option("--data", folder, "the folder with MNIST's four files");
    cl.option("--seed", seed, "of all that is random");
    cl.flag("--validate", validate,
            "learn from the first 50,000 images, measure on the other 10,000, and leave the test "
            "images alone: for choosing settings");
    cl.parse();

    const data::Mnist mnist = data::load_mnist(folder);
    const Index all = mnist.train.size(), kept = all - std::min<Index>(10'000, all / 2);
    const data::ImageDataset known = validate ? mnist.train.part(0, kept) : mnist.train,
                             unknown = validate ? mnist.train.part(kept, all) : mnist.test;
    const auto start = std::chrono::steady_clock::now();
    const std::unique_ptr<nn::Module> network = nn::learn_to_read(known, seed);
    const double seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    std::cout << (validate ? "validation" : "test") << " accuracy "
              << digits::percent(nn::evaluate(*network, unknown).accuracy) << ", learned in "
              << digits::number(seconds) << " s (" << network->num_parameters()
              << " parameters, seed " << seed << ")\n";
  });
}
