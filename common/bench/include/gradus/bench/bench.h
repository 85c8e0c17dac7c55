#pragma once
#include <gradus/bench/measure.h>
#include <gradus/bench/python_peer.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace gradus {

/// What is compared.
struct BenchCase {
  /// What is done, for instance "matmul 512".
  std::string name;
  /// What the two columns show: "s", "ms", "us", "ns" a repetition, or a rate, "GFLOP/s" or
  /// "GB/s", for which `work` must be given.
  std::string unit = "ms";
  /// The largest ratio of our time to the peer's that will do; nothing: no target.
  std::optional<double> target = std::nullopt;
  /// Who is on the other side; a PythonPeer tells by itself.
  std::string peer_name = "";
  /// Floating-point operations, or bytes, of one repetition.
  double work = 0;
};

/// Compares our ways of doing things with others', side by side: at least 15 pairs (ours, theirs),
/// taken in turns, in alternating order. A row shows the medians, the median of the ratios of the
/// pairs with its 95 % interval, and the target: met when the interval's upper end is at most 1.05
/// of it.
///
/// A sample under 1 ms is repeated until it takes that long. Before each sample the other side
/// gets 30 ms for its threads to fall asleep, and the caches get one repetition to fill.
///
/// A ladder of sizes without a peer needs none of this: it is a plain Google Benchmark program
/// (<benchmark/benchmark.h>, BENCHMARK(...), BENCHMARK_MAIN()), which every bench program links.
class Bench {
 public:
  /// Reads --json FILE, --filter TEXT, --pairs N, --seconds S, --threads N.
  /// @param chapter the folder's name, for the table's head
  /// Used by run_bench; throws ExitProgram on a wrong command line or --help.
  Bench(int argc, char** argv, const std::string& chapter);
  ~Bench();
  Bench(const Bench&) = delete;
  Bench& operator=(const Bench&) = delete;

  /// Measures one row, `which`: `ours` beside `theirs`, unless --filter leaves it out. Without
  /// `theirs` the row has no ratio.
  /// @throws Error if the unit is unknown, or a rate without work
  void compare(const BenchCase& which, const Measure& ours, const Measure& theirs = {});

  /// A row, `which`, of two numbers that are not times (bytes, for instance); ratio = ours /
  /// theirs.
  void report(const BenchCase& which, double ours, std::optional<double> theirs = std::nullopt);

  /// Whether --filter lets a case of this name through: to skip its preparation.
  bool wants(const std::string& name) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// A benchmark program's main: errors and Ctrl-C are treated as in run_program. `body` measures;
/// `chapter` is the folder's name.
///
///     int main(int argc, char** argv) {
///       return gradus::run_bench(argc, argv, "01_scalar_autograd", [](gradus::Bench& bench) {
///         gradus::PythonPeer micrograd("micrograd_peer.py");
///         bench.compare({"moons step", "ms", 0.01}, [&] { step(); }, micrograd.measure("step"));
///       });
///     }
int run_bench(int argc, char** argv, const std::string& chapter,
              const std::function<void(Bench&)>& body);

}  // namespace gradus
