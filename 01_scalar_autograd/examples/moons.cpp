// Trains a network to tell two moons apart, and shows how it learned:
//   moons --out build/moons
#include <gradus/common/files.h>
#include <gradus/common/interrupt.h>
#include <gradus/common/plot.h>
#include <gradus/common/progress.h>
#include <gradus/program/metrics.h>
#include <gradus/program/program.h>
#include <gradus/scalar_autograd/draw_graph.h>
#include <gradus/scalar_autograd/tape.h>
#include <gradus/scalar_autograd/training.h>

#include <chrono>
#include <cmath>
#include <iostream>
#include <nlohmann/json.hpp>

#include "picture.h"

using namespace gradus::scalar;
using nlohmann::ordered_json;
using Path = std::filesystem::path;

namespace {

struct Options {
  int steps = 300, hidden = 16, samples = 100;
  double rate = 1, decay = 1e-4, noise = 0.1;
  std::uint64_t seed = 1;
  std::string engine = "graph";
  Path out, metrics;
};

// What training leaves.
struct History {
  std::vector<double> losses, accuracies;              // one a step, before its update
  std::vector<std::pair<int, Mlp<double>>> snapshots;  // the network after some of the steps
  double seconds = 0;

  const Mlp<double>& final_model() const { return snapshots.back().second; }
};

double accuracy_of(const Mlp<double>& model, const Samples& samples) {
  std::size_t right = 0;
  for (std::size_t i = 0; i < samples.points.size(); ++i)
    right += model(samples.points[i])[0] * samples.labels[i] > 0;
  return static_cast<double>(right) / static_cast<double>(samples.points.size());
}

std::string percent(double share) {
  char text[16];
  std::snprintf(text, sizeof text, "%.4g %%", 100 * share);
  return text;
}

// Trains on a graph of Values or on a tape; `begin_step` is where a tape forgets the last step.
template <class Scalar, class BeginStep>
History train(const Mlp<Scalar>& model, const Samples& samples, const Options& options,
              BeginStep begin_step) {
  constexpr int kSnapshots = 10;  // most of them early, where most happens
  const auto moment = [&](std::size_t i) {
    return std::lround(options.steps * std::pow(static_cast<double>(i) / (kSnapshots - 1), 2));
  };
  History history;
  gradus::Metrics metrics(options.metrics);
  gradus::Progress progress("two moons", options.steps);
  const auto snapshot = [&](int step) {
    history.snapshots.emplace_back(step, model.map([](const auto& p) { return p.data(); }));
  };
  const auto start = std::chrono::steady_clock::now();
  for (int step = 0; step < options.steps && !gradus::interrupted(); ++step) {
    if (step >= moment(history.snapshots.size())) snapshot(step);
    begin_step();
    // The rate falls from its start to a tenth of it, in a straight line.
    const double rate = options.rate * (1 - 0.9 * step / options.steps);
    const StepResult result = train_step(model, samples, rate, options.decay);
    history.losses.push_back(result.loss);
    history.accuracies.push_back(result.accuracy);
    progress.update(
        step + 1, "loss " + std::to_string(result.loss) + ", accuracy " + percent(result.accuracy));
    if (step % 10 == 0)
      metrics.row({{"step", step}, {"loss", result.loss}, {"accuracy", result.accuracy}});
  }
  history.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  if (gradus::interrupted()) return history;
  snapshot(options.steps);
  const double accuracy = accuracy_of(history.final_model(), samples);
  progress.finish("accuracy " + percent(accuracy));
  const Samples others = two_moons(1000, options.noise, options.seed + 1);
  metrics.row({{"step", options.steps},
               {"accuracy", accuracy},
               {"test_accuracy", accuracy_of(history.final_model(), others)},
               {"train_seconds", history.seconds},
               {"seed", options.seed},
               {"parameters", model.parameters().size()},
               {"final", true}});
  return history;
}

// The network's score at each place of the plane, the samples, and the line where it is 0.
void draw_boundary(const Path& path, const Mlp<double>& model, const Samples& samples, int step) {
  constexpr int kRows = 81, kColumns = 121;
  constexpr double kLeft = -1.5, kRight = 2.5, kLow = -1, kHigh = 1.5;
  std::vector<double> scores;
  for (int row = 0; row < kRows; ++row)
    for (int column = 0; column < kColumns; ++column)
      scores.push_back(model({kLeft + (kRight - kLeft) * column / (kColumns - 1),
                              kLow + (kHigh - kLow) * row / (kRows - 1)})[0]);
  gradus::Plot plot("After step " + std::to_string(step));
  plot.heat_map(scores, kRows, kColumns, kLeft, kRight, kLow, kHigh).color_range(-2, 2);
  plot.contour(0).equal_axes();
  for (const double label : {-1.0, 1.0}) {
    std::vector<double> x, y;
    for (std::size_t i = 0; i < samples.labels.size(); ++i) {
      if (samples.labels[i] != label) continue;
      x.push_back(samples.points[i][0]);
      y.push_back(samples.points[i][1]);
    }
    plot.points(label < 0 ? "upper moon" : "lower moon", x, y);
  }
  plot.save(path);
}

// One neuron's answer to one sample, and its loss: small enough to read.
std::string small_graph() {
  const Value x1 = 1.5, x2 = -0.5, w1 = 0.6, w2 = 0.8, b = 0.1, label = 1;
  const Value score = w1 * x1 + w2 * x2 + b;
  const Value loss = relu(1 - label * score);
  backward(loss);
  return to_dot(loss, {{x1, "x1"},
                       {x2, "x2"},
                       {w1, "w1"},
                       {w2, "w2"},
                       {b, "b"},
                       {label, "label"},
                       {score, "score"},
                       {loss, "loss"}});
}

void draw(const History& history, const Samples& samples, const Options& options) {
  std::vector<std::string> frames;
  for (const auto& [step, model] : history.snapshots) {
    frames.push_back("boundary-" + std::to_string(step) + ".svg");
    draw_boundary(options.out / frames.back(), model, samples, step);
  }
  gradus::Plot("Loss")
      .x_label("step")
      .y_label("hinge loss + L2")
      .log_y()
      .line("", history.losses)
      .save(options.out / "loss.svg");
  gradus::Plot("Accuracy on the training samples")
      .x_label("step")
      .y_label("share")
      .y_range(0.4, 1.02)
      .line("", history.accuracies)
      .save(options.out / "accuracy.svg");
  ordered_json figures = {
      {{"title", "What the network thinks of each place"},
       {"caption",
        "Orange: lower moon, blue: upper moon, white: undecided. The line is where the "
        "score is 0."},
       {"files", frames},
       {"kind", "frames"}},
      {{"title", "The loss"},
       {"caption", "What the steps bring down."},
       {"files", {"loss.svg"}},
       {"kind", "single"}},
      {{"title", "The accuracy"},
       {"caption", "The share of training samples on the right side."},
       {"files", {"accuracy.svg"}},
       {"kind", "single"}}};
  try {
    write_graph(options.out / "graph.svg", small_graph());
    figures.push_back({{"title", "A graph"},
                       {"caption",
                        "One neuron's answer to one sample, and its loss: every value "
                        "remembers how it was made, and shows how fast the loss moves "
                        "with it."},
                       {"files", {"graph.svg"}},
                       {"kind", "single"}});
  } catch (const gradus::Error& error) {  // a page without this picture is still a page
    std::cerr << "moons: no picture of a graph: " << error.what() << '\n';
  }
  char seconds[16];
  std::snprintf(seconds, sizeof seconds, "%.2f s", history.seconds);
  const ordered_json page = {
      {"title", "Two moons, by scalar autograd"},
      {"text",
       "A network 2-" + std::to_string(options.hidden) + "-" + std::to_string(options.hidden) +
           "-1 learns to tell " + std::to_string(options.samples) +
           " points of two moons apart. Every number in it is a value that remembers how it "
           "was made."},
      {"figures", figures},
      {"result", percent(accuracy_of(history.final_model(), samples)) +
                     " of the training samples after " + std::to_string(options.steps) +
                     " steps, " + seconds}};
  gradus::write_file(options.out / "demo.json", page.dump(2) + "\n");
}

}  // namespace

int main(int argc, char** argv) {
  return gradus::run_program(argc, argv, "Trains a network to tell two moons apart", [](auto& cl) {
    Options options;
    bool demo = false;
    cl.option("--steps", options.steps, "steps of gradient descent, each over all samples");
    cl.option("--seed", options.seed, "of the samples and of the network");
    cl.option("--lr", options.rate, "the learning rate of the first step; it falls to a tenth");
    cl.option("--hidden", options.hidden, "neurons in each of the two hidden layers");
    cl.option("--samples", options.samples, "points to learn from");
    cl.option("--noise", options.noise, "the standard deviation of the points around their moon");
    cl.option("--decay", options.decay, "the strength of the L2 penalty");
    cl.choice("--engine", options.engine, {"graph", "tape"}, "what remembers the operations");
    cl.option("--out", options.out, "a folder for pictures of how it learned");
    cl.option("--metrics", options.metrics, "a file for the measurements, as JSON Lines");
    cl.flag("--demo", demo,
            "what ./learn demo shows: these defaults, pictures in build/demo/moons");
    cl.parse();
    if (options.steps < 1) gradus::fail("--steps: at least 1, not ", options.steps);
    if (demo && options.out.empty()) options.out = "build/demo/moons";
    if (!options.out.empty()) {  // now, so that a wrong folder is not found out after training
      std::error_code error;
      std::filesystem::create_directories(options.out, error);
      if (error)
        gradus::fail("--out: cannot make the folder ", options.out.string(), ": ", error.message());
    }

    const Samples samples = two_moons(options.samples, options.noise, options.seed);
    const Mlp<double> start({2, options.hidden, options.hidden, 1}, options.seed);
    History history;
    if (options.engine == "tape") {
      Tape tape;
      const auto model = start.map([&](double x) { return tape.variable(x); });
      const std::size_t mark = tape.entries.size();
      history = train(model, samples, options, [&] { tape.rewind(mark); });
    } else {
      const auto model = start.map([](double x) { return Value(x); });
      history = train(model, samples, options, [] {});
    }
    if (gradus::interrupted()) return;
    const Samples others = two_moons(1000, options.noise, options.seed + 1);
    std::cout << "accuracy on the samples it learned from: "
              << percent(accuracy_of(history.final_model(), samples))
              << "\naccuracy on 1000 new ones: "
              << percent(accuracy_of(history.final_model(), others)) << '\n';
    if (options.out.empty()) return;
    draw(history, samples, options);
    std::cout << "pictures: " << options.out.string() << '\n';
  });
}
