// Trains a multi-layer perceptron on MNIST:
//   mnist-mlp --data data/mnist --metrics build/mnist.jsonl --out build/mnist
#include <gradus/common/threads.h>
#include <gradus/layers/mnist.h>
#include <gradus/program/metrics.h>
#include <gradus/program/program.h>

#include <iostream>
#include <nlohmann/json.hpp>

#include "digit_training.h"

namespace {

struct Options {
  digits::Settings settings;
  std::filesystem::path data = digits::default_mnist(), save, resume, metrics, out;
  int threads = 0;
  bool validate = false;
};

void declare(gradus::CommandLine& cl, Options& options) {
  digits::Settings& settings = options.settings;
  cl.option("--data", options.data, "the folder with MNIST's four files");
  cl.option("--epochs", settings.epochs, "how often to go through the training images");
  cl.option("--batch", settings.batch, "images a step");
  cl.option("--hidden", settings.hidden, "neurons in the hidden layer");
  cl.option("--lr", settings.lr, "the (largest) learning rate");
  cl.option("--beta2", settings.beta2, "Adam's memory of squared gradients: short runs want less");
  cl.option("--weight-decay", settings.weight_decay, "how fast unused weights shrink");
  cl.choice("--optimizer", settings.optimizer, {"adamw", "adam", "sgd"},
            "what changes the weights");
  cl.choice("--schedule", settings.schedule, {"one-cycle", "cosine", "constant"},
            "how the learning rate goes");
  cl.option("--seed", settings.seed, "of the first weights and of the order of the images");
  cl.option("--threads", options.threads, "processors to use; 0: all");
  cl.option("--save", options.save, "a file for a checkpoint, written after each epoch");
  cl.option("--resume", options.resume, "a checkpoint to go on from, with its settings");
  cl.option("--metrics", options.metrics, "a file for the measurements, as JSON Lines");
  cl.option("--out", options.out, "a folder for pictures: curves, digits it got wrong");
  cl.flag("--validate", options.validate,
          "learn from the first 50,000 images, measure on the other 10,000, and leave the test "
          "images alone: for choosing settings");
}

void train(const Options& options, const digits::Settings& settings,
           const gradus::nn::Checkpoint* checkpoint, const gradus::data::ImageDataset& train_set,
           const gradus::data::ImageDataset& test_set) {
  const std::string set = options.validate ? "validation" : "test";
  digits::Run run(settings, train_set, test_set);
  if (checkpoint) run.resume(*checkpoint);
  const digits::History& history = run.history();
  gradus::Metrics metrics(options.metrics);
  const bool finished = run.train([&](int epoch) {
    if (!options.save.empty()) run.save(options.save);
    nlohmann::ordered_json row = {{"epoch", epoch},
                                  {"train_loss", history.train_loss.back()},
                                  {set + "_loss", history.test_loss.back()},
                                  {set + "_accuracy", history.test_accuracy.back()},
                                  {"train_seconds", history.seconds},
                                  {"lr", run.lr()}};
    if (epoch == settings.epochs) {
      row["seed"] = settings.seed;
      row["parameters"] = run.model().num_parameters();
      row["final"] = true;
    }
    metrics.row(row);
  });
  if (!finished) {
    if (!options.save.empty()) run.save(options.save);
    return;
  }
  if (history.epochs.empty()) gradus::fail(options.resume.string(), ": this run is complete");
  std::cout << set << " accuracy " << digits::percent(history.test_accuracy.back()) << " after "
            << settings.epochs << " epochs, trained in " << digits::number(history.seconds)
            << " s (" << run.model().num_parameters() << " parameters, seed " << settings.seed
            << ")\n";
  if (options.out.empty()) return;
  digits::draw(options.out, history, test_set, set);
  std::cout << "pictures: " << options.out.string() << '\n';
}

}  // namespace

int main(int argc, char** argv) {
  return gradus::run_program(argc, argv, "Trains a multi-layer perceptron on MNIST", [](auto& cl) {
    Options options;
    declare(cl, options);
    cl.parse();
    digits::Settings settings = options.settings;
    if (options.threads > 0) gradus::set_num_threads(options.threads);
    std::optional<gradus::nn::Checkpoint> checkpoint;
    if (!options.resume.empty()) {
      checkpoint = gradus::nn::Checkpoint::load(options.resume);
      settings = digits::Run::settings_of(*checkpoint, settings);
    }
    for (const auto& [flag, value] : {std::pair("--epochs", settings.epochs),
                                      {"--batch", settings.batch},
                                      {"--hidden", settings.hidden}})
      if (value < 1) gradus::fail(flag, ": must be at least 1, not ", value);

    const gradus::data::Mnist mnist = gradus::data::load_mnist(options.data);
    if (!options.validate)
      return train(options, settings, checkpoint ? &*checkpoint : nullptr, mnist.train, mnist.test);
    const gradus::Index held_out = std::min<gradus::Index>(10'000, mnist.train.size() / 2);
    const gradus::Index kept = mnist.train.size() - held_out;
    train(options, settings, checkpoint ? &*checkpoint : nullptr, mnist.train.part(0, kept),
          mnist.train.part(kept, mnist.train.size()));
  });
}
