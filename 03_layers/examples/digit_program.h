// What the programs that train a network on MNIST or Fashion-MNIST share: flags, the run, what it
// prints and leaves.
#pragma once
#include <gradus/common/threads.h>
#include <gradus/layers/mnist.h>
#include <gradus/program/metrics.h>
#include <gradus/program/program.h>

#include <iostream>
#include <nlohmann/json.hpp>

#include "digit_training.h"

namespace digits {

/// What is different from program to program.
struct Program {
  const char* purpose;   ///< what --help says
  const char* data_set;  ///< the folder of its data under the data folder
  Settings settings;     ///< unless the command line says otherwise
  MakeNetwork network;   ///< what is trained
  const char* hidden;    ///< what --hidden sets
  /// What it learns from instead of the training images as they are; nothing: those.
  std::unique_ptr<data::Dataset> (*prepare)(const data::ImageDataset& images,
                                            const Settings& settings) = nullptr;
  /// Pictures of the trained network beside the common ones.
  void (*pictures)(const std::filesystem::path& folder, nn::Module& model,
                   const data::ImageDataset& test) = nullptr;
  const char* picture_files = "";  ///< their files, for --help
  /// Where it can be trained beside the CPU: the device of that name. Nothing: nowhere.
  gradus::Device (*device)(const std::string& name) = nullptr;
  std::vector<std::string> class_names{};  ///< what the classes are called; none: their numbers
};

struct Options {
  Settings settings;
  std::filesystem::path data, save, resume, metrics, out;
  int threads = 0;
  std::string device = "auto";
  bool validate = false;
};

inline void declare(gradus::CommandLine& cl, const Program& program, Options& options) {
  Settings& settings = options.settings;
  cl.option("--data", options.data, "the folder with the four files");
  cl.option("--epochs", settings.epochs, "how often to go through the training images");
  cl.option("--batch", settings.batch, "images a step");
  cl.option("--hidden", settings.hidden, program.hidden);
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
  cl.option(
      "--out", options.out,
      std::string("a folder for pictures: the curves (loss.svg, accuracy.svg), which class was "
                  "taken for which (confusion.svg), images that it got wrong (wrong.svg)") +
          program.picture_files);
  if (program.device)
    cl.choice("--device", options.device, {"auto", "cpu", "cuda", "cuda-emulated"},
              "where to train; auto: on the GPU if there is one, else on the CPU");
  cl.flag("--validate", options.validate,
          "learn from the first 50,000 images, measure on the other 10,000, and leave the test "
          "images alone: for choosing settings");
}

inline void train(const Program& program, const Options& options, const Settings& settings,
                  const nn::Checkpoint* checkpoint, const data::ImageDataset& train_set,
                  const data::ImageDataset& test_set) {
  const std::string set = options.validate ? "validation" : "test";
  const std::unique_ptr<data::Dataset> prepared =
      program.prepare ? program.prepare(train_set, settings) : nullptr;
  const data::Dataset& learned =
      prepared ? *prepared : static_cast<const data::Dataset&>(train_set);
  std::unique_ptr<nn::Module> network = program.network(train_set, settings);
  if (program.device) network->to(program.device(options.device));
  Run run(settings, std::move(network), learned, test_set);
  if (checkpoint) run.resume(*checkpoint);
  const History& history = run.history();
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
  std::cout << set << " accuracy " << percent(history.test_accuracy.back()) << " after "
            << settings.epochs << " epochs, trained in " << number(history.seconds) << " s ("
            << run.model().num_parameters() << " parameters, seed " << settings.seed << ")\n";
  if (options.out.empty()) return;
  draw(options.out, history, test_set, set, program.class_names);
  if (program.pictures) program.pictures(options.out, run.model(), test_set);
  std::cout << "pictures: " << options.out.string() << '\n';
}

/// The program's main.
inline int run_digit_program(int argc, char** argv, const Program& program) {
  return gradus::run_program(argc, argv, program.purpose, [&](auto& cl) {
    Options options;
    options.settings = program.settings;
    options.data = default_data() / program.data_set;
    declare(cl, program, options);
    cl.parse();
    Settings settings = options.settings;
    if (options.threads > 0) gradus::set_num_threads(options.threads);
    std::optional<nn::Checkpoint> checkpoint;
    if (!options.resume.empty()) {
      checkpoint = nn::Checkpoint::load(options.resume);
      settings = Run::settings_of(*checkpoint, settings, program.settings);
    }
    for (const auto& [flag, value] : {std::pair("--epochs", settings.epochs),
                                      {"--batch", settings.batch},
                                      {"--hidden", settings.hidden}})
      if (value < 1) gradus::fail(flag, ": must be at least 1, not ", value);

    const data::Mnist images = data::load_mnist(options.data);
    const nn::Checkpoint* const from = checkpoint ? &*checkpoint : nullptr;
    if (!options.validate)
      return train(program, options, settings, from, images.train, images.test);
    const Index held_out = std::min<Index>(10'000, images.train.size() / 2);
    const Index kept = images.train.size() - held_out;
    train(program, options, settings, from, images.train.part(0, kept),
          images.train.part(kept, images.train.size()));
  });
}

}  // namespace digits
