// Draws the learning rate of a one-cycle schedule, step by step.
#include <gradus/common/plot.h>
#include <gradus/layers/schedule.h>
#include <gradus/layers/sgd.h>
#include <gradus/program/program.h>
#include <gradus/tensor_autograd/creation.h>

#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

int main(int argc, char** argv) {
  using namespace gradus;
  return run_program(argc, argv, "Shows how a one-cycle schedule moves the learning rate.",
                     [](CommandLine& command_line) {
                       std::int64_t steps = 1000;
                       double peak = 0.01;
                       std::string out;
                       command_line.option("--steps", steps, "how many steps the run will have");
                       command_line.option("--lr", peak, "the highest learning rate");
                       command_line.option("--out", out, "an SVG file for the plot");
                       command_line.parse();

                       optim::SGD optimizer({zeros({1}).requires_grad(true)}, {.lr = peak});
                       const optim::OneCycleLR schedule(optimizer, peak, steps);
                       std::vector<double> numbers, rates;
                       for (std::int64_t step = 0; step < steps; ++step) {
                         numbers.push_back(static_cast<double>(step));
                         rates.push_back(schedule.lr_at(step));
                       }
                       for (std::int64_t tenth = 0; tenth <= 10; ++tenth) {
                         const std::int64_t step = std::min(steps - 1, steps * tenth / 10);
                         std::printf("step %5lld  learning rate %.6f\n",
                                     static_cast<long long>(step), schedule.lr_at(step));
                       }
                       if (!out.empty())
                         Plot("One cycle")
                             .x_label("step")
                             .y_label("learning rate")
                             .line("", numbers, rates)
                             .save(out);
                     });
}
