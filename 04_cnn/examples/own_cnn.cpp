// Lets the capstone's network learn MNIST with few parameters, and measures it on images that it
// has not seen:
//   own-cnn --data data/mnist --validate
#include <gradus/cnn/own_cnn.h>
#include <gradus/common/threads.h>
#include <gradus/layers/measuring.h>
#include <gradus/layers/mnist.h>
#include <gradus/program/program.h>

#include <algorithm>
#include <chrono>
#include <iostream>

#include "../../03_layers/examples/digit_training.h"

int main(int argc, char** argv) {
  using namespace gradus;
  return run_program(
      argc, argv, "Lets a small network of your own learn MNIST", [](CommandLine& cl) {
        std::filesystem::path folder = digits::default_mnist(), out;
        std::uint64_t seed = 1;
        int most = 10'000, threads = 0;
        bool validate = false;
        cl.option("--data", folder, "the folder with MNIST's four files");
        cl.option("--parameters", most, "how many it may learn");
        cl.option("--seed", seed, "of all that is random");
        cl.option("--threads", threads, "processors to use; 0: all");
        cl.option("--out", out,
                  "a folder for a picture of which digit was taken for which (confusion.svg)");
        cl.flag("--validate", validate,
                "learn from the first 50,000 images, measure on the other 10,000, and leave the "
                "test images alone: for choosing settings");
        cl.parse();
        if (threads > 0) set_num_threads(threads);

        const data::Mnist mnist = data::load_mnist(folder);
        const Index all = mnist.train.size(), kept = all - std::min<Index>(10'000, all / 2);
        const data::ImageDataset known = validate ? mnist.train.part(0, kept) : mnist.train,
                                 unknown = validate ? mnist.train.part(kept, all) : mnist.test;
        const auto start = std::chrono::steady_clock::now();
        const std::unique_ptr<nn::Module> network = nn::learn_to_see(known, most, seed);
        const double seconds =
            std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        const nn::Evaluation result = nn::evaluate(*network, unknown);
        std::cout << (validate ? "validation" : "test") << " accuracy "
                  << digits::percent(result.accuracy) << ", learned in " << digits::number(seconds)
                  << " s (" << network->num_parameters() << " of at most " << most
                  << " parameters, seed " << seed << ")\n";
        if (out.empty()) return;
        digits::draw_confusion(out / "confusion.svg",
                               nn::ConfusionMatrix(unknown, result.predicted), {});
      });
}
