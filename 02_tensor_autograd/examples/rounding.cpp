// How far a float32 sum is from the truth: one running sum against pairwise summation, as the
// number of terms grows.
#include <gradus/common/plot.h>
#include <gradus/common/random.h>
#include <gradus/program/program.h>
#include <gradus/tensor_autograd/reductions.h>

#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

using namespace gradus;

namespace {

// How far the float32 sum is from the float64 one, which is as good as exact here.
double relative_error(const Array& x, const char* variant) {
  double truth = 0;
  for (Index i = 0; i < x.numel(); ++i) truth += x.data<float>()[i];
  const UseVariant use(ops::sum, variant);
  const float total = *run(ops::sum, {&x}, reduce_attributes({}, false, 1, "sum")).data<float>();
  return std::abs(total - truth) / truth;
}

}  // namespace

int main(int argc, char** argv) {
  return run_program(
      argc, argv, "Compares the rounding error of two ways to sum.", [](CommandLine& command_line) {
        std::string out;
        std::uint64_t seed = 1;
        int draws = 16;
        command_line.option("--out", out, "an SVG file for the plot");
        command_line.option("--seed", seed, "the seed of the numbers that are summed");
        command_line.option("--draws", draws, "how many sums to average over");
        command_line.parse();
        std::vector<double> counts, naive_errors, pairwise_errors;
        std::printf("%10s  %12s  %12s\n", "terms", "running sum", "pairwise");
        for (Index count = 16; count <= 1 << 22; count *= 4) {
          double naive = 0, pairwise = 0;
          for (int draw = 0; draw < draws; ++draw) {
            const Array x = Array::empty({count}, float32);
            RandomStream(seed, "terms", static_cast<std::uint64_t>(draw))
                .fill_uniform(std::span<float>(x.data<float>(), static_cast<std::size_t>(count)),
                              0.0f, 1.0f);
            naive += relative_error(x, "naive") / draws;
            pairwise += relative_error(x, "pairwise") / draws;
          }
          counts.push_back(static_cast<double>(count));
          naive_errors.push_back(naive);
          pairwise_errors.push_back(pairwise);
          std::printf("%10lld  %12.2e  %12.2e\n", static_cast<long long>(count), naive, pairwise);
        }
        if (!out.empty())
          Plot("Relative error of a float32 sum")
              .x_label("number of terms")
              .y_label("relative error")
              .log_x()
              .log_y()
              .line("one running sum", counts, naive_errors)
              .line("pairwise", counts, pairwise_errors)
              .save(out);
      });
}
