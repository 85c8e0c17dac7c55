// How widely the activations spread in each layer of a deep ReLU network, for several ways to draw
// its first weights.
#include <gradus/common/plot.h>
#include <gradus/layers/init.h>
#include <gradus/layers/linear.h>
#include <gradus/program/program.h>
#include <gradus/tensor_autograd/creation.h>
#include <gradus/tensor_autograd/math.h>

#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

namespace {

using namespace gradus;

struct Settings {
  Index layers = 20, width = 256, batch = 500;
};

// The root mean square of the activations in front of layer 0, 1, 2, ...
template <class Init>
std::vector<double> spread(const Settings& settings, Init init) {
  const NoGrad off;
  const Tensor weight = empty({settings.width, settings.width});
  Tensor x = empty({settings.batch, settings.width});
  nn::init::normal_(x, RandomStream(1, "inputs"));
  std::vector<double> result;
  for (Index layer = 0; layer <= settings.layers; ++layer) {
    result.push_back(std::sqrt(mean(x * x).item()));
    init(weight, RandomStream(1, "weight", static_cast<std::uint64_t>(layer)));
    x = relu(nn::linear(x, weight));
  }
  return result;
}

}  // namespace

int main(int argc, char** argv) {
  return run_program(argc, argv, "Shows how first weights make activations fade, grow, or stay.",
                     [](CommandLine& command_line) {
                       Settings settings;
                       std::string out;
                       command_line.option("--layers", settings.layers, "how deep the network is");
                       command_line.option("--width", settings.width, "numbers a layer");
                       command_line.option("--out", out, "an SVG file for the plot");
                       command_line.parse();

                       const auto normal = [](double stddev) {
                         return [stddev](const Tensor& w, const RandomStream& stream) {
                           nn::init::normal_(w, stream, 0, stddev);
                         };
                       };
                       const auto kaiming = [](const Tensor& w, const RandomStream& stream) {
                         nn::init::kaiming_normal_(w, stream);
                       };
                       const auto of_linear = [](const Tensor& w, const RandomStream& stream) {
                         const double bound = 1 / std::sqrt(static_cast<double>(w.size(1)));
                         nn::init::uniform_(w, stream, -bound, bound);
                       };
                       const std::vector<std::string> names = {"normal, deviation 0.2", "Kaiming",
                                                               "Linear's default",
                                                               "normal, deviation 0.02"};
                       const std::vector<std::vector<double>> curves = {
                           spread(settings, normal(0.2)), spread(settings, kaiming),
                           spread(settings, of_linear), spread(settings, normal(0.02))};

                       std::vector<double> depth;
                       for (std::size_t i = 0; i < curves[0].size(); ++i)
                         depth.push_back(static_cast<double>(i));
                       for (std::size_t i = 0; i < names.size(); ++i) {
                         std::printf("%-24s", names[i].c_str());
                         for (std::size_t layer = 0; layer < depth.size(); layer += 5)
                           std::printf("  layer %2zu %8.1e", layer, curves[i][layer]);
                         std::printf("\n");
                       }
                       if (out.empty()) return;
                       Plot plot("First weights decide how far numbers get");
                       plot.x_label("layer").y_label("root mean square of the activations").log_y();
                       for (std::size_t i = 0; i < names.size(); ++i)
                         plot.line(names[i], depth, curves[i]);
                       plot.save(out);
                     });
}
