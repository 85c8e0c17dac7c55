// Measures how fast this machine computes and how fast it reads memory, and where between these two
// limits the operations of a convolutional network lie:
//   roofline --out build/roofline.svg
#include <gradus/cnn/batch_norm.h>
#include <gradus/cnn/conv2d.h>
#include <gradus/cnn/memory_format.h>
#include <gradus/cnn/pooling.h>
#include <gradus/common/plot.h>
#include <gradus/common/random.h>
#include <gradus/common/threads.h>
#include <gradus/layers/random_fill.h>
#include <gradus/program/program.h>
#include <gradus/tensor_autograd/autograd.h>
#include <gradus/tensor_autograd/creation.h>
#include <gradus/tensor_autograd/elementwise.h>
#include <gradus/tensor_autograd/math.h>
#include <gradus/tensor_autograd/matmul.h>
#include <gradus/tensor_autograd/vector_tile.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <limits>
#include <string>
#include <vector>

namespace {

using namespace gradus;

// The shortest of several runs, in seconds: what disturbs a run only makes it longer.
template <class Body>
double seconds(const Body& body, double patience = 0.4) {
  using Clock = std::chrono::steady_clock;
  const auto elapsed = [](Clock::time_point since) {
    return std::chrono::duration<double>(Clock::now() - since).count();
  };
  double best = std::numeric_limits<double>::infinity();
  const auto start = Clock::now();
  do {
    const auto before = Clock::now();
    body();
    best = std::min(best, elapsed(before));
  } while (elapsed(start) < patience);
  return best;
}

// Multiply-adds a second, twice, of all threads, on numbers that stay in registers.
double peak() {
  using Vector = Tile<float>::Vector;
  constexpr int kTotals = kRows * kVectors;
  constexpr Index kSteps = 1'000'000;
  std::vector<float> results(static_cast<std::size_t>(num_threads()));
  const double time = seconds([&] {
    parallel_for(0, num_threads(), 1, [&](Index first, Index last) {
      for (Index thread = first; thread < last; ++thread) {
        Vector total[kTotals] = {}, factor = Vector{} + 0.5f, summand = Vector{} + 1.0f;
        for (Index i = 0; i < kSteps; ++i)
          for (Vector& sum : total) sum = sum * factor + summand;
        float all = 0;
        for (const Vector& sum : total) all += sum[0];
        results[static_cast<std::size_t>(thread)] = all;
      }
    });
  });
  if (!std::isfinite(results[0])) fail("roofline: the sums are not finite");
  return 2.0 * kTotals * static_cast<double>(Tile<float>::kWidth * kSteps * num_threads()) / time;
}

Tensor normal(const Shape& shape, const std::string& name) {
  const Tensor result = empty(shape);
  nn::fill_normal(result, 0, 1, RandomStream(1, name));
  return result;
}

// Bytes a second, when two arrays that fit into no cache are added.
double bandwidth() {
  const Tensor a = normal({1 << 24}, "a"), b = normal({1 << 24}, "b"), c = empty({1 << 24});
  const double time = seconds(
      [&] {
        run_into(ops::add, {&a.array(), &b.array()}, {&c.array()});
      },
      1);
  return 3.0 * static_cast<double>(a.numel() * 4) / time;
}

// An operation: its operations on numbers, and the bytes that must go through memory at least once.
struct Point {
  std::string name;
  double operations, bytes, seconds;
};

double bytes(std::initializer_list<const Tensor*> tensors) {
  double total = 0;
  for (const Tensor* tensor : tensors) total += 4.0 * static_cast<double>(tensor->numel());
  return total;
}

Point convolution(const std::string& name, const char* variant, Index batch, Index channels,
                  Index size) {
  const Tensor images = nn::channels_last(normal({batch, channels, size, size}, "images")),
               weight = normal({channels, channels, 3, 3}, "weight");
  const UseVariant use(ops::conv2d, variant);
  const double time = seconds([&] { nn::conv2d(images, weight, {}, {.padding = {1, 1}}); });
  return {name, 18.0 * static_cast<double>(images.numel() * channels),
          bytes({&images, &images, &weight}), time};
}

std::vector<Point> measure(const Tensor& images) {
  const double count = static_cast<double>(images.numel());
  nn::BatchNorm2d norm(images.size(1));
  norm.eval();
  std::vector<Point> points;
  const auto add_point = [&](const char* name, double operations, double moved, const auto& body) {
    points.push_back({name, operations, moved, seconds(body)});
  };
  add_point("addition", count, 12 * count, [&] { images + images; });
  add_point("batch norm, ReLU", 3 * count, 8 * count, [&] { batch_norm_act(norm, images); });
  add_point("max-pooling 2 x 2", count, 5 * count, [&] {
    nn::max_pool2d(images, {.kernel = {2, 2}});
  });
  const Index batch = images.size(0), channels = images.size(1), size = images.size(2);
  points.push_back(convolution("convolution: seven loops", "naive", 1, channels, size));
  points.push_back(convolution("im2col", "im2col", batch, channels, size));
  points.push_back(convolution("strided windows", "strided", batch, channels, size));
  points.push_back(convolution("register tiles", "fast", batch, channels, size));
  points.push_back(convolution("Winograd", "winograd", batch, channels, size));
  const Tensor matrix = normal({1024, 1024}, "matrix");
  add_point("matmul 1024", 2 * std::pow(1024.0, 3), bytes({&matrix, &matrix, &matrix}),
            [&] { matmul(matrix, matrix); });
  return points;
}

void draw(const std::vector<Point>& points, double most, double speed,
          const std::filesystem::path& out) {
  Plot plot("What limits an operation");
  plot.x_label("operations for each byte that must be moved")
      .y_label("billion operations a second")
      .log_x()
      .log_y()
      .size(860, 520);
  const double left = 0.03, right = 1000;
  plot.line("memory | arithmetic", std::vector<double>{left, most / speed, right},
            std::vector<double>{left * speed / 1e9, most / 1e9, most / 1e9});
  for (const Point& point : points)
    plot.points(point.name, std::vector<double>{point.operations / point.bytes},
                std::vector<double>{point.operations / point.seconds / 1e9});
  plot.save(out);
}

}  // namespace

int main(int argc, char** argv) {
  return run_program(
      argc, argv, "Shows which limit of the machine each operation of a CNN comes near.",
      [](CommandLine& command_line) {
        std::filesystem::path out;
        int threads = 0, channels = 32;
        command_line.option("--out", out, "a picture")
            .option("--channels", channels, "channels of the 256 images of 32 x 32")
            .option("--threads", threads, "processors to use; 0: all");
        command_line.parse();
        if (channels < 1) fail("--channels must be at least 1, not ", channels);
        if (threads > 0) set_num_threads(threads);
        const NoGrad off;
        const double most = peak(), speed = bandwidth();
        std::printf("arithmetic %7.1f GFLOP/s\nmemory     %7.1f GB/s\n\n", most / 1e9, speed / 1e9);
        const std::vector<Point> points =
            measure(nn::channels_last(normal({256, channels, 32, 32}, "images")));
        std::printf("%-26s %10s %12s %12s %8s\n", "", "ms", "FLOP/byte", "GFLOP/s", "of limit");
        for (const Point& point : points) {
          const double dense = point.operations / point.bytes,
                       rate = point.operations / point.seconds;
          std::printf("%-26s %10.3f %12.2f %12.1f %7.0f%%\n", point.name.c_str(),
                      1000 * point.seconds, dense, rate / 1e9,
                      100 * rate / std::min(most, dense * speed));
        }
        if (!out.empty()) draw(points, most, speed, out);
      });
}
