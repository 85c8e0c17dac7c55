// Shows what the outputs of stacks of convolutions see of the input, and how well:
//   receptive-field --out build/fields
#include <gradus/cnn/receptive_field.h>
#include <gradus/common/plot.h>
#include <gradus/program/program.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

namespace {

using namespace gradus;
using Layers = std::vector<nn::Window>;

struct Stack {
  std::string name;
  Layers layers;
};

// How often each place of a row is on a path to the output in its middle.
std::vector<double> middle_paths(const Layers& layers) {
  return nn::path_counts(layers, nn::receptive_field(layers).size, 0);
}

// Rows and columns are independent: a pixel's paths are those of its row times those of its
// column. White is where most paths begin; a black frame shows where a white picture ends.
Picture picture(const Stack& stack, Index side) {
  const std::vector<double> counts = middle_paths(stack.layers);
  const double most = *std::ranges::max_element(counts);
  const auto margin = (side - static_cast<Index>(counts.size())) / 2;
  const auto at = [&](Index place) {
    const Index i = place - margin;
    return i < 0 || i >= static_cast<Index>(counts.size())
               ? 0
               : counts[static_cast<std::size_t>(i)] / most;
  };
  Picture result;
  for (Index y = 0; y < side; ++y)
    for (Index x = 0; x < side; ++x) result.pixels.push_back(at(y) * at(x));
  result.height = result.width = static_cast<int>(side);
  result.label = stack.name;
  return result;
}

void print(const std::vector<Stack>& stacks) {
  std::printf("%-22s %6s %6s %6s %10s\n", "stack", "layers", "field", "jump", "4 spreads");
  for (const auto& [name, layers] : stacks) {
    const nn::ReceptiveField field = nn::receptive_field(layers);
    std::printf("%-22s %6zu %6lld %6lld %10.1f\n", name.c_str(), layers.size(),
                static_cast<long long>(field.size), static_cast<long long>(field.jump),
                4 * nn::spread(middle_paths(layers)));
  }
}

}  // namespace

int main(int argc, char** argv) {
  return run_program(
      argc, argv, "Shows what the outputs of a convolutional network see.",
      [](CommandLine& command_line) {
        std::filesystem::path out;
        command_line.option("--out", out, "a folder for the pictures");
        command_line.parse();

        const nn::Window three{.kernel = 3};
        std::vector<Stack> depths;
        for (std::size_t depth : {1, 2, 4, 8, 13})
          depths.push_back({std::to_string(depth) + " of 3 x 3", Layers(depth, three)});
        const nn::Window halving{.kernel = 3, .stride = 2};
        const auto holes = [](Index dilation) {
          return nn::Window{.kernel = 3, .dilation = dilation};
        };
        const std::vector<Stack> equals = {
            {"13 of 3 x 3", Layers(13, three)},
            {"strides 2 1 2 1 1", {halving, three, halving, three, three}},
            {"dilations 1 3 9", {three, holes(3), holes(9)}},
            {"dilations 1 6 6", {three, holes(6), holes(6)}},
            {"1 of 27 x 27", {{.kernel = 27}}}};
        print(depths);
        print(equals);
        if (out.empty()) return;

        Gallery gallery("Paths from each pixel to one output", 5);
        for (const auto& stacks : {depths, equals})
          for (const Stack& stack : stacks) gallery.add(picture(stack, 29));
        gallery.save(out / "paths.svg");

        Plot plot("What an output sees, and how well");
        plot.x_label("place in the receptive field, from edge to edge")
            .y_label("paths, of the most");
        for (std::size_t depth : {1, 4, 16, 64}) {
          const std::vector<double> counts = middle_paths(Layers(depth, three));
          const double most = *std::ranges::max_element(counts);
          std::vector<double> places, shares;
          for (std::size_t i = 0; i < counts.size(); ++i) {
            places.push_back(2 * static_cast<double>(i) / static_cast<double>(counts.size() - 1) -
                             1);
            shares.push_back(counts[i] / most);
          }
          plot.line(std::to_string(depth) + (depth == 1 ? " layer" : " layers"), places, shares);
        }
        plot.save(out / "field.svg");
      });
}
