// Kaggle's competition "Digit Recognizer": learns from train.csv, answers test.csv, and writes the
// file to hand in. The network has four hidden layers and takes 300 steps; --own-network takes that
// of the capstone instead.
//   kaggle-digits --data data/digit-recognizer --out build/submission.csv
// Without an account there, --from-mnist data/mnist makes such tables from MNIST first.
#include <gradus/common/error.h>
#include <gradus/common/files.h>
#include <gradus/common/progress.h>
#include <gradus/layers/adam.h>
#include <gradus/layers/classification.h>
#include <gradus/layers/cross_entropy.h>
#include <gradus/layers/digit_csv.h>
#include <gradus/layers/mnist.h>
#include <gradus/layers/own_network.h>
#include <gradus/layers/training.h>
#include <gradus/program/program.h>

#include <algorithm>
#include <chrono>
#include <iostream>
#include <memory>
#include <sstream>

#include "deep_mlp.h"
#include "digit_training.h"

namespace {

namespace fs = std::filesystem;
using gradus::Index;

struct Options {
  fs::path data = digits::default_data() / "digit-recognizer", out = "submission.csv", mnist;
  int steps = 300, batch = 500;
  double lr = 0.0007898, validation = 0;
  std::uint64_t seed = 1;
  bool own_network = false;
};

// A table in Kaggle's format, with labels or without.
std::string table(const gradus::data::ImageDataset& images, bool labels) {
  std::string text = labels ? "label" : "";
  const Index area = images.height() * images.width();
  for (Index i = 0; i < area; ++i)
    text += (text.empty() ? "" : ",") + ("pixel" + std::to_string(i));
  for (Index i = 0; i < images.size(); ++i) {
    text += '\n';
    if (labels) text += std::to_string(images.label(i)) + ",";
    for (const std::uint8_t pixel : images.pixels(i)) text += std::to_string(pixel) + ",";
    text.pop_back();
  }
  return text + '\n';
}

// MNIST as Kaggle cut it: 42,000 images to learn from. Here the test images are MNIST's own, with
// their answers beside them.
void make_tables(const fs::path& mnist_folder, const fs::path& folder) {
  constexpr Index kTraining = 42'000;
  const gradus::data::Mnist mnist = gradus::data::load_mnist(mnist_folder);
  const gradus::data::ImageDataset train =
      mnist.train.part(0, std::min(kTraining, mnist.train.size()));
  gradus::write_file(folder / "train.csv", table(train, true));
  gradus::write_file(folder / "test.csv", table(mnist.test, false));
  std::vector<Index> answers;
  for (Index i = 0; i < mnist.test.size(); ++i) answers.push_back(mnist.test.label(i));
  gradus::data::write_submission(folder / "answers.csv", answers);
  std::cout << "tables: " << folder.string() << '\n';
}

gradus::data::DigitTable read_table(const fs::path& folder, const std::string& name) {
  for (const char* ending : {".csv", ".csv.gz"})
    if (fs::exists(folder / (name + ending)))
      return gradus::data::read_digit_csv(folder / (name + ending));
  gradus::fail(
      folder.string(), ": there is no ", name,
      ".csv; it comes from kaggle.com/competitions/digit-recognizer, or --from-mnist makes "
      "one");
}

// How many of the answers are those of another file of answers.
double part_right(const fs::path& path, const std::vector<Index>& answers) {
  std::istringstream lines(gradus::read_file(path));
  std::string line;
  std::getline(lines, line);  // the header
  std::size_t same = 0;
  for (const Index answer : answers)
    same += std::getline(lines, line) && line.ends_with("," + std::to_string(answer));
  return static_cast<double>(same) / static_cast<double>(answers.size());
}

// Four hidden layers, AdamW at one rate. Stops when the program is interrupted.
std::unique_ptr<gradus::nn::Module> train_deep(const Options& options,
                                               const gradus::data::ImageDataset& train) {
  using namespace gradus;
  auto model = std::make_unique<digits::DeepMlp>(
      std::vector<Index>{train.height() * train.width(), 160, 80, 40, 20, train.classes()},
      options.seed);
  optim::AdamW optimizer(model->parameters(), {.lr = options.lr, .weight_decay = 0.01});
  nn::Trainer trainer(*model, optimizer, nn::cross_entropy);
  const data::DataLoader loader(
      train, {.batch_size = options.batch, .shuffle = true, .seed = options.seed});
  Progress progress("training", options.steps);
  for (std::int64_t epoch = 0; trainer.steps() < options.steps; ++epoch) {
    for (const data::Batch& batch : loader.epoch(epoch)) {
      const double loss = trainer.step(batch.inputs, batch.targets);
      progress.update(trainer.steps(), "loss " + digits::number(loss));
      if (interrupted()) return model;
      if (trainer.steps() == options.steps) break;
    }
  }
  progress.finish("");
  return model;
}

}  // namespace

int main(int argc, char** argv) {
  using namespace gradus;
  return run_program(argc, argv, "Learns from Kaggle's digits and answers its test", [](auto& cl) {
    Options options;
    cl.option("--data", options.data, "the folder with train.csv and test.csv, packed or not");
    cl.option("--from-mnist", options.mnist, "make the two tables from MNIST's files, in here");
    cl.option("--out", options.out, "the file to hand in");
    cl.option("--steps", options.steps, "how many steps to train");
    cl.option("--batch", options.batch, "images a step");
    cl.option("--lr", options.lr, "the learning rate");
    cl.option("--validation", options.validation,
              "the part of the training images that is kept to measure with, such as 0.1");
    cl.flag("--own-network", options.own_network,
            "let the capstone's network learn and answer; --steps, --batch and --lr are its own");
    cl.option("--seed", options.seed, "of the first weights and of the order of the images");
    cl.parse();
    if (options.steps < 1 || options.batch < 1)
      fail("--steps and --batch: at least 1, not ", options.steps, " and ", options.batch);
    if (!(options.validation >= 0 && options.validation < 1))
      fail("--validation: from 0 to below 1, not ", options.validation);
    if (!options.mnist.empty()) make_tables(options.mnist, options.data);

    const data::DigitTable training = read_table(options.data, "train");
    if (!training.labels) fail("train.csv: has no labels to learn from");
    const data::Normalization pixels = options.own_network
                                           ? data::ImageDataset::measure(training.images)
                                           : data::Normalization{0, 1};
    const data::ImageDataset all = to_dataset(training, pixels);
    const data::ImageDataset test = to_dataset(read_table(options.data, "test"), pixels);
    if (test.height() != all.height()) fail("test.csv: its images are of another size");
    const auto kept =
        static_cast<Index>(static_cast<double>(all.size()) * (1 - options.validation));
    const data::ImageDataset train = all.part(0, std::max<Index>(kept, 1));

    const auto start = std::chrono::steady_clock::now();
    const std::unique_ptr<nn::Module> model =
        options.own_network ? nn::learn_to_read(train, options.seed) : train_deep(options, train);
    if (interrupted()) return;
    const double seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    std::cout << model->num_parameters() << " parameters, trained in " << digits::number(seconds)
              << " s\n";
    if (kept < all.size())
      std::cout << "accuracy on " << all.size() - kept << " images that it did not learn from: "
                << digits::percent(nn::evaluate(*model, all.part(kept, all.size())).accuracy)
                << '\n';

    const std::vector<Index> answers = nn::predict(*model, test);
    data::write_submission(options.out, answers);
    std::cout << "answers: " << options.out.string() << '\n';
    if (fs::exists(options.data / "answers.csv"))
      std::cout << "right: " << digits::percent(part_right(options.data / "answers.csv", answers))
                << '\n';
  });
}
