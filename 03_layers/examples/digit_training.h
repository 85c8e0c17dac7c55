// What the programs that train a network on digits share: the network, the run, its pictures.
#pragma once
#include <gradus/common/error.h>
#include <gradus/common/interrupt.h>
#include <gradus/common/plot.h>
#include <gradus/common/progress.h>
#include <gradus/layers/adam.h>
#include <gradus/layers/checkpoint.h>
#include <gradus/layers/classification.h>
#include <gradus/layers/cross_entropy.h>
#include <gradus/layers/data_loader.h>
#include <gradus/layers/exact_text.h>
#include <gradus/layers/linear.h>
#include <gradus/layers/measuring.h>
#include <gradus/layers/schedule.h>
#include <gradus/layers/sgd.h>
#include <gradus/layers/training.h>
#include <gradus/tensor_autograd/math.h>

#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace digits {

using gradus::Index;
using gradus::Tensor;
namespace data = gradus::data;
namespace nn = gradus::nn;
namespace optim = gradus::optim;

/// A network for images of height x width in so many classes, by its settings.
struct Settings;
using MakeNetwork = std::unique_ptr<nn::Module> (*)(const data::ImageDataset& images,
                                                    const Settings& settings);

/// Pixels -> hidden -> ReLU -> one score a class.
struct Mlp : nn::Module {
  nn::Linear& fc1;
  nn::Linear& fc2;

  Mlp(Index pixels, Index hidden, Index classes, std::uint64_t seed)
      : fc1(register_module("fc1", nn::Linear(pixels, hidden))),
        fc2(register_module("fc2", nn::Linear(hidden, classes))) {
    reset_parameters(seed);
  }
  Tensor forward(const Tensor& images) override {
    return fc2(relu(fc1(gradus::flatten(images, 1))));
  }
};

// The defaults were chosen on MNIST's last 10,000 training images (--validate, seeds 100 to 105).
struct Settings {
  int epochs = 5, batch = 128, hidden = 256;
  double lr = 0.003, beta2 = 0.97, weight_decay = 0.01;
  std::string optimizer = "adamw", schedule = "one-cycle";
  std::uint64_t seed = 1;
};

inline std::unique_ptr<nn::Module> make_mlp(const data::ImageDataset& images,
                                            const Settings& settings) {
  return std::make_unique<Mlp>(images.height() * images.width(), settings.hidden, images.classes(),
                               settings.seed);
}

inline std::unique_ptr<optim::Optimizer> make_optimizer(const Settings& settings,
                                                        nn::Module& model) {
  const std::vector<Tensor> parameters = model.parameters();
  const optim::AdamOptions adam{
      .lr = settings.lr, .beta2 = settings.beta2, .weight_decay = settings.weight_decay};
  if (settings.optimizer == "adamw") return std::make_unique<optim::AdamW>(parameters, adam);
  if (settings.optimizer == "adam") return std::make_unique<optim::Adam>(parameters, adam);
  return std::make_unique<optim::SGD>(parameters,
                                      optim::SGDOptions{.lr = settings.lr,
                                                        .momentum = 0.9,
                                                        .weight_decay = settings.weight_decay,
                                                        .nesterov = true});
}

inline std::unique_ptr<optim::LRScheduler> make_schedule(const Settings& settings,
                                                         optim::Optimizer& optimizer,
                                                         std::int64_t steps) {
  if (settings.schedule == "one-cycle")
    return std::make_unique<optim::OneCycleLR>(
        optimizer, settings.lr, steps,
        optim::OneCycleLR::Options{.pct_start = 0.2, .div_factor = 10});
  if (settings.schedule == "cosine")
    return std::make_unique<optim::CosineLR>(optimizer, steps, steps / 20);
  return std::make_unique<optim::ConstantLR>(optimizer);
}

/// What a run leaves for its curves.
struct History {
  std::vector<double> epochs, train_loss, test_loss, test_accuracy;
  double seconds = 0;  ///< training only: no file reading, no evaluation
  std::vector<Index> predicted;
};

inline std::string percent(double share) {
  char text[32];
  std::snprintf(text, sizeof text, "%.2f %%", 100 * share);
  return text;
}

inline std::string number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.4f", value);
  return text;
}

/// A training run: it can stop after any step, and go on later with the same bits.
class Run {
 public:
  /// @param model learns
  /// @param train what it learns from
  /// @param test what it is measured on after each epoch
  Run(const Settings& settings, std::unique_ptr<nn::Module> model, const data::Dataset& train,
      const data::Dataset& test)
      : settings_(settings),
        test_(test),
        loader_(train, {.batch_size = settings.batch,
                        .shuffle = true,
                        .seed = settings.seed,
                        .device = model->device()}),
        model_(std::move(model)),
        optimizer_(make_optimizer(settings, *model_)),
        schedule_(make_schedule(settings, *optimizer_, settings.epochs * loader_.batches())),
        trainer_(*model_, *optimizer_, nn::cross_entropy) {}

  nn::Module& model() { return *model_; }
  const History& history() const { return history_; }
  double lr() const { return optimizer_->lr(); }

  /// Trains until the last epoch is done, or the program is interrupted (then it gives false).
  /// @param after_epoch called after each epoch's evaluation, with the number of epochs done
  bool train(const std::function<void(int)>& after_epoch) {
    while (step_ < settings_.epochs * loader_.batches()) {
      if (!train_epoch()) return false;
      const nn::Evaluation result = nn::evaluate(*model_, test_);
      const auto done = static_cast<int>(step_ / loader_.batches());
      history_.epochs.push_back(done);
      history_.train_loss.push_back(loss_sum_ / static_cast<double>(loader_.batches()));
      history_.test_loss.push_back(result.loss);
      history_.test_accuracy.push_back(result.accuracy);
      history_.predicted = result.predicted;
      loss_sum_ = 0;
      after_epoch(done);
    }
    return true;
  }

  void save(const std::filesystem::path& path) {
    std::map<std::string, std::string> notes = notes_of(settings_);
    notes["step"] = std::to_string(step_);
    notes["loss_sum"] = nn::exact_text(loss_sum_);
    notes["train_seconds"] = nn::exact_text(history_.seconds);
    nn::Checkpoint(*model_, *optimizer_, notes).save(path);
  }

  void resume(const nn::Checkpoint& checkpoint) {
    checkpoint.restore(*model_, *optimizer_);
    step_ =
        nn::whole_number(checkpoint.note("step"), "step", 0, settings_.epochs * loader_.batches());
    loss_sum_ = nn::exact_number(checkpoint.note("loss_sum"), "loss_sum");
    history_.seconds = nn::exact_number(checkpoint.note("train_seconds"), "train_seconds");
    schedule_->go_to(step_);
  }

  /// The settings as notes of a checkpoint.
  static std::map<std::string, std::string> notes_of(const Settings& settings) {
    return {{"epochs", std::to_string(settings.epochs)},
            {"batch", std::to_string(settings.batch)},
            {"hidden", std::to_string(settings.hidden)},
            {"lr", nn::exact_text(settings.lr)},
            {"beta2", nn::exact_text(settings.beta2)},
            {"weight-decay", nn::exact_text(settings.weight_decay)},
            {"optimizer", settings.optimizer},
            {"schedule", settings.schedule},
            {"seed", std::to_string(settings.seed)}};
  }

  /// What a checkpoint's run was told. `given` holds the settings of this command line: those that
  /// differ from the program's `standard` ones must agree. @throws Error naming the flag that does
  /// not
  static Settings settings_of(const nn::Checkpoint& checkpoint, const Settings& given,
                              const Settings& standard) {
    const auto defaults = notes_of(standard), wanted = notes_of(given);
    for (const auto& [name, value] : wanted)
      if (value != defaults.at(name) && value != checkpoint.note(name))
        gradus::fail("--", name, ": the checkpoint's run had ", checkpoint.note(name), ", not ",
                     value, "; a resumed run keeps its settings");
    constexpr int kMostEpochs = 1'000'000, kMostBatch = 1'000'000, kMostHidden = 100'000;
    const auto whole = [&](const char* name, int most) {
      return static_cast<int>(nn::whole_number(checkpoint.note(name), name, 1, most));
    };
    Settings settings;
    settings.epochs = whole("epochs", kMostEpochs);
    settings.batch = whole("batch", kMostBatch);
    settings.hidden = whole("hidden", kMostHidden);
    settings.lr = nn::exact_number(checkpoint.note("lr"), "lr");
    settings.beta2 = nn::exact_number(checkpoint.note("beta2"), "beta2");
    settings.weight_decay = nn::exact_number(checkpoint.note("weight-decay"), "weight-decay");
    settings.optimizer = checkpoint.note("optimizer");
    settings.schedule = checkpoint.note("schedule");
    settings.seed = std::strtoull(checkpoint.note("seed").c_str(), nullptr, 10);
    return settings;
  }

 private:
  // What is left of the epoch that the run is in.
  bool train_epoch() {
    using Clock = std::chrono::steady_clock;
    const Index epoch = step_ / loader_.batches(), first = step_ % loader_.batches();
    gradus::Progress progress(
        "epoch " + std::to_string(epoch + 1) + "/" + std::to_string(settings_.epochs),
        loader_.batches());
    const auto start = Clock::now();
    const auto stop_clock = [&] {
      history_.seconds += std::chrono::duration<double>(Clock::now() - start).count();
    };
    for (const data::Batch& batch : loader_.epoch(epoch, first)) {
      loss_sum_ += trainer_.step(batch.inputs, batch.targets);
      schedule_->step();
      ++step_;
      const Index done = step_ - epoch * loader_.batches();
      if (done % 8 == 0)
        progress.update(done, "loss " + number(loss_sum_ / static_cast<double>(done)));
      if (gradus::interrupted()) {
        stop_clock();
        return false;
      }
    }
    stop_clock();
    progress.finish("loss " + number(loss_sum_ / static_cast<double>(loader_.batches())));
    return true;
  }

  Settings settings_;
  const data::Dataset& test_;
  data::DataLoader loader_;
  std::unique_ptr<nn::Module> model_;
  std::unique_ptr<optim::Optimizer> optimizer_;
  std::unique_ptr<optim::LRScheduler> schedule_;
  nn::Trainer trainer_;
  Index step_ = 0;
  double loss_sum_ = 0;
  History history_;
};

/// The folder that holds a folder for each data set: GRADUS_DATA, or data.
inline std::filesystem::path default_data() {
  const char* folder = std::getenv("GRADUS_DATA");
  return folder && *folder ? folder : "data";
}

/// The folder of MNIST when none is given.
inline std::filesystem::path default_mnist() { return default_data() / "mnist"; }

/// A picture of one sample.
inline gradus::Picture picture(const data::ImageDataset& images, Index sample, std::string label) {
  gradus::Picture result;
  for (const std::uint8_t pixel : images.pixels(sample)) result.pixels.push_back(pixel / 255.0);
  result.height = static_cast<int>(images.height());
  result.width = static_cast<int>(images.width());
  result.label = std::move(label);
  return result;
}

/// What class `label` is called: its number where there are no names.
inline std::string class_name(const std::vector<std::string>& names, Index label) {
  const auto i = static_cast<std::size_t>(label);
  return i < names.size() ? names[i] : std::to_string(label);
}

/// The confusion matrix as a picture: a row for each true class, a column for each answer, darker
/// where the count is larger (by its logarithm: a single error shall be seen beside 1,000 right).
inline void draw_confusion(const std::filesystem::path& path, const nn::ConfusionMatrix& matrix,
                           const std::vector<std::string>& names) {
  const auto classes = static_cast<int>(matrix.classes());
  std::vector<double> shades;
  std::vector<std::string> labels;
  gradus::Plot plot("Which class was taken for which");
  for (int right = 0; right < classes; ++right) {
    labels.push_back(class_name(names, right));
    for (int guess = 0; guess < classes; ++guess) {
      const Index count = matrix.count(right, guess);
      shades.push_back(std::log1p(static_cast<double>(count)));
      if (count > 0) plot.text(guess, right, std::to_string(count));
    }
  }
  const double end = classes - 0.5;
  plot.heat_map(shades, classes, classes, 0, classes - 1, 0, classes - 1)
      .white_to_orange()
      .x_label("the network's answer")
      .y_label("the truth")
      .x_ticks(labels)
      .y_ticks(labels)
      .x_range(-0.5, end)
      .y_range(end, -0.5)                    // class 0 above, as in a printed matrix
      .size(names.empty() ? 720 : 960, 640)  // room for words
      .save(path);
}

/// Loss and accuracy curves, the confusion matrix, and the first `most` samples that the network
/// got wrong.
/// @param names of the classes; none: their numbers
/// @return how many samples are wrong
inline std::size_t draw(const std::filesystem::path& folder, const History& history,
                        const data::ImageDataset& test, const std::string& test_name,
                        const std::vector<std::string>& names = {}, std::size_t most = 40) {
  gradus::Plot("Loss")
      .x_label("epoch")
      .y_label("cross-entropy")
      .log_y()
      .line("training", history.epochs, history.train_loss)
      .line(test_name, history.epochs, history.test_loss)
      .save(folder / "loss.svg");
  std::vector<double> accuracy;
  for (double share : history.test_accuracy) accuracy.push_back(100 * share);
  gradus::Plot("Accuracy")
      .x_label("epoch")
      .y_label("% right")
      .line(test_name, history.epochs, accuracy)
      .save(folder / "accuracy.svg");
  draw_confusion(folder / "confusion.svg", nn::ConfusionMatrix(test, history.predicted), names);
  std::size_t wrong = 0;
  gradus::Gallery gallery("What it got wrong: its answer (the truth)", 10);
  for (Index i = 0; i < static_cast<Index>(history.predicted.size()); ++i) {
    const Index guess = history.predicted[static_cast<std::size_t>(i)];
    if (guess == test.label(i)) continue;
    if (wrong++ < most)
      gallery.add(picture(
          test, i, class_name(names, guess) + " (" + class_name(names, test.label(i)) + ")"));
  }
  if (wrong > 0) gallery.save(folder / "wrong.svg");
  return wrong;
}

}  // namespace digits
