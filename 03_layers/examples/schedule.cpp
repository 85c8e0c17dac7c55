// Draws the learning rate of schedules, step by step: a one-cycle schedule, or all there are.
#include <gradus/common/error.h>
#include <gradus/common/plot.h>
#include <gradus/layers/more_schedules.h>
#include <gradus/layers/plateau.h>
#include <gradus/layers/schedule.h>
#include <gradus/layers/sgd.h>
#include <gradus/program/program.h>
#include <gradus/tensor_autograd/creation.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

namespace {

using namespace gradus;

struct OneNumber : optim::SGD {
  explicit OneNumber(double lr) : SGD({zeros({1}).requires_grad(true)}, {.lr = lr}) {}
};

std::vector<double> rates(const optim::LRScheduler& schedule, std::int64_t steps) {
  std::vector<double> result;
  for (std::int64_t step = 0; step < steps; ++step) result.push_back(schedule.lr_at(step));
  return result;
}

// The rates of a schedule that looks at a loss which falls to 0.2 and stays there, more or less.
std::vector<double> plateau_rates(double lr, std::int64_t steps) {
  OneNumber optimizer(lr);
  optim::ReduceLROnPlateau schedule(optimizer, {.factor = 0.4, .patience = 6});
  std::vector<double> result;
  for (std::int64_t step = 0; step < steps; ++step) {
    const auto t = static_cast<double>(step);
    result.push_back(optimizer.lr());
    schedule.step(0.2 + std::exp(-0.1 * t) + 0.01 * std::sin(7 * t));
  }
  return result;
}

void draw_all(const std::filesystem::path& path, double lr, std::int64_t steps) {
  std::vector<double> numbers;
  for (std::int64_t step = 0; step < steps; ++step) numbers.push_back(static_cast<double>(step));
  Plot plot("Schedules");
  plot.x_label("step").y_label("learning rate").size(860, 560);
  const auto add = [&]<class Schedule>(const char* name, auto... settings) {
    OneNumber optimizer(lr);
    plot.line(name, numbers, rates(Schedule(optimizer, settings...), steps));
  };
  const std::int64_t third = steps / 3;
  add.operator()<optim::StepLR>("StepLR", third, 0.5);
  add.operator()<optim::MultiStepLR>("MultiStepLR",
                                     std::vector<std::int64_t>{steps / 2, steps * 3 / 4}, 0.1);
  add.operator()<optim::ExponentialLR>("ExponentialLR",
                                       std::pow(0.05, 1.0 / static_cast<double>(steps)));
  add.operator()<optim::LinearLR>("LinearLR", 1.0 / 3, 1.0, third);
  add.operator()<optim::CosineAnnealingLR>("CosineAnnealingLR", third);
  add.operator()<optim::CosineLR>("CosineLR, with warm-up", steps, steps / 10);
  add.operator()<optim::OneCycleLR>("OneCycleLR", lr, steps);
  plot.points("ReduceLROnPlateau", numbers, plateau_rates(lr, steps));
  plot.save(path);
}

}  // namespace

int main(int argc, char** argv) {
  return run_program(argc, argv, "Shows how a one-cycle schedule moves the learning rate.",
                     [](CommandLine& command_line) {
                       std::int64_t steps = 1000;
                       double peak = 0.01;
                       std::string out, all;
                       command_line.option("--steps", steps, "how many steps the run will have");
                       command_line.option("--lr", peak, "the highest learning rate");
                       command_line.option("--out", out, "an SVG file for the plot");
                       command_line.option("--all", all, "an SVG file for a plot of all schedules");
                       command_line.parse();
                       if (steps < 10) fail("--steps: at least 10, not ", steps);
                       if (!all.empty()) return draw_all(all, peak, steps);

                       OneNumber optimizer(peak);
                       const optim::OneCycleLR schedule(optimizer, peak, steps);
                       std::vector<double> numbers;
                       for (std::int64_t step = 0; step < steps; ++step)
                         numbers.push_back(static_cast<double>(step));
                       for (std::int64_t tenth = 0; tenth <= 10; ++tenth) {
                         const std::int64_t step = std::min(steps - 1, steps * tenth / 10);
                         std::printf("step %5lld  learning rate %.6f\n",
                                     static_cast<long long>(step), schedule.lr_at(step));
                       }
                       if (!out.empty())
                         Plot("One cycle")
                             .x_label("step")
                             .y_label("learning rate")
                             .line("", numbers, rates(schedule, steps))
                             .save(out);
                     });
}
