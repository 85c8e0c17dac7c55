// Learns to read digits, on real MNIST where it is there, else on digits that it draws itself, and
// shows how well:
//   digits --out build/digits
#include <gradus/common/files.h>
#include <gradus/layers/mnist.h>
#include <gradus/layers/synthetic_digits.h>
#include <gradus/program/program.h>

#include <iostream>
#include <nlohmann/json.hpp>

#include "digit_training.h"

namespace {

namespace fs = std::filesystem;
using gradus::Index;

struct Options {
  fs::path data = digits::default_mnist(), out;
  digits::Settings settings;
  bool demo = false, synthetic = false;
};

// Samples of every class, a row each.
void draw_samples(const fs::path& path, const gradus::data::ImageDataset& images) {
  constexpr Index kEach = 10;
  gradus::Gallery gallery("What it learns from", static_cast<int>(kEach));
  for (Index label = 0; label < images.classes(); ++label) {
    Index shown = 0;
    for (Index i = 0; i < images.size() && shown < kEach; ++i) {
      if (images.label(i) != label) continue;
      gallery.add(digits::picture(images, i, ""));
      ++shown;
    }
  }
  gallery.save(path);
}

void write_page(const fs::path& folder, const digits::Run& run, bool real, Index training,
                Index testing, std::size_t wrong) {
  const std::string source = real ? "MNIST, " : "drawn by the program, ";
  nlohmann::ordered_json figures = {
      {{"title", "Samples"},
       {"caption", "Some of the " + std::to_string(training) + " training images (" + source +
                       "28 x 28 pixels)."},
       {"files", {"samples.svg"}},
       {"kind", "single"}},
      {{"title", "The loss"},
       {"caption",
        "Cross-entropy on the training images and on images that it never learned from."},
       {"files", {"loss.svg"}},
       {"kind", "single"}},
      {{"title", "The accuracy"},
       {"caption",
        "The share of the " + std::to_string(testing) + " test images that it reads right."},
       {"files", {"accuracy.svg"}},
       {"kind", "single"}}};
  if (wrong > 0)
    figures.push_back({{"title", "What it got wrong"},
                       {"caption", "The first of " + std::to_string(wrong) +
                                       " test images that it misread: its answer, and in brackets "
                                       "the truth."},
                       {"files", {"wrong.svg"}},
                       {"kind", "single"}});
  const digits::History& history = run.history();
  const nlohmann::ordered_json page = {
      {"title", "Digits, by layers and tensors"},
      {"text",
       std::string("A network of two layers learns to read digits: ") +
           (real ? "MNIST's handwritten ones."
                 : "generated ones, since MNIST is not here (./learn data mnist gets it).")},
      {"figures", figures},
      {"result", digits::percent(history.test_accuracy.back()) + " of the test images, after " +
                     digits::number(history.seconds) + " s of training"}};
  gradus::write_file(folder / "demo.json", page.dump(2) + "\n");
}

}  // namespace

int main(int argc, char** argv) {
  return gradus::run_program(argc, argv, "Learns to read digits", [](auto& cl) {
    Options options;
    cl.option("--data", options.data, "the folder with MNIST's four files, if you have it");
    cl.option("--epochs", options.settings.epochs, "how often to go through the training images");
    cl.option("--seed", options.settings.seed, "of the weights and of generated digits");
    cl.option("--out", options.out, "a folder for pictures of how it learned");
    cl.flag("--synthetic", options.synthetic, "draw the digits, even where MNIST is there");
    cl.flag("--demo", options.demo, "what ./learn demo shows: pictures in build/demo/digits");
    cl.parse();
    if (options.settings.epochs < 1)
      gradus::fail("--epochs: at least 1, not ", options.settings.epochs);
    if (options.demo && options.out.empty()) options.out = "build/demo/digits";

    const bool real = !options.synthetic && fs::exists(options.data / "train-images-idx3-ubyte.gz");
    std::cout << (real ? "MNIST from " + options.data.string()
                       : "generated digits (./learn data mnist gets the real ones)")
              << std::endl;
    constexpr Index kTraining = 20'000, kTesting = 5'000;
    const gradus::data::Mnist data =
        real ? gradus::data::load_mnist(options.data)
             : gradus::data::synthetic_mnist(kTraining, kTesting, options.settings.seed);
    digits::Run run(options.settings, digits::make_mlp(data.train, options.settings), data.train,
                    data.test);
    const digits::History& history = run.history();
    const bool finished = run.train([&](int) {
      std::cout << "  test accuracy " << digits::percent(history.test_accuracy.back()) << std::endl;
    });
    if (!finished || options.out.empty()) return;
    const std::size_t wrong = digits::draw(options.out, history, data.test, "test");
    draw_samples(options.out / "samples.svg", data.train);
    write_page(options.out, run, real, data.train.size(), data.test.size(), wrong);
    std::cout << "pictures: " << options.out.string() << '\n';
  });
}
