#include <gradus/bench/bench.h>
#include <gradus/bench/statistics.h>
#include <gradus/common/error.h>
#include <gradus/common/files.h>
#include <gradus/common/interrupt.h>
#include <gradus/common/threads.h>
#include <gradus/program/program.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <thread>
#include <vector>

namespace gradus {
namespace {

constexpr double kShortest = 10e-3;  // seconds that a sample takes at least
// Seconds of work before each sample: it fills the caches, and gives the system the time to put
// threads that slept, ours or the peer's, on processors of their own again.
constexpr double kWarm = 30e-3;
constexpr double kTolerance = 1.05;
constexpr int kMostPairs = 101;
constexpr std::chrono::milliseconds kRest{30};

struct Side {
  const Measure& run;
  int repetitions = 1;
  std::vector<double> seconds = {};

  // The first repetition is not counted: it fills caches and finds the pages.
  void calibrate() {
    run(1);
    while (repetitions < 1'000'000'000) {
      const double one = std::max(run(repetitions), 1e-10);
      if (one * repetitions >= kShortest) return;
      repetitions =
          static_cast<int>(std::ceil(std::min({1.2 * kShortest / one, 100.0 * repetitions, 1e9})));
    }
  }

  void sample(bool alone) {
    if (interrupted()) throw ExitProgram{128 + interrupt_signal()};
    if (!alone) {
      std::this_thread::sleep_for(kRest);
      const double one = seconds.empty() ? run(1) : seconds.back();
      if (one < kWarm) run(static_cast<int>(std::ceil(kWarm / std::max(one, 1e-10))));
    }
    seconds.push_back(run(repetitions));
  }
};

double in_unit(const BenchCase& which, double seconds) {
  static const std::map<std::string, double> kTimes = {
      {"s", 1}, {"ms", 1e3}, {"us", 1e6}, {"ns", 1e9}};
  if (const auto time = kTimes.find(which.unit); time != kTimes.end())
    return seconds * time->second;
  if (which.unit != "GFLOP/s" && which.unit != "GB/s")
    fail("Bench: ", which.name, ": the unit '", which.unit,
         "' is none of s, ms, us, ns, GFLOP/s, GB/s");
  if (which.work <= 0) fail("Bench: ", which.name, ": ", which.unit, " needs the work to be given");
  return which.work / seconds * 1e-9;
}

std::string processor() {
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);)
    if (line.starts_with("model name")) return line.substr(line.find(':') + 2);
  return "unknown processor";
}

std::string number(double value) {
  char text[32];
  // Four digits, and all digits of what is larger.
  std::snprintf(text, sizeof text, value >= 1000 ? "%.0f" : "%.4g", value);
  return text;
}

}  // namespace

struct Bench::State {
  std::filesystem::path json;
  std::string filter;
  int pairs = 15, threads = num_threads();
  double seconds = 2;
  nlohmann::ordered_json rows = nlohmann::ordered_json::array();

  void add(const BenchCase& which, const std::string& peer_name, double ours,
           std::optional<double> theirs, std::optional<double> ratio,
           std::optional<Interval> interval) {
    using Json = nlohmann::ordered_json;
    const auto maybe = [](const auto& value) { return value ? Json(*value) : Json(); };
    rows.push_back({{"case", which.name},
                    {"unit", which.unit},
                    {"ours", ours},
                    {"peer", maybe(theirs)},
                    {"peer_name", peer_name.empty() ? Json() : Json(peer_name)},
                    {"ratio", maybe(ratio)},
                    {"ratio_low", interval ? Json(interval->low) : Json()},
                    {"ratio_high", interval ? Json(interval->high) : Json()},
                    {"target", maybe(which.target)}});
    if (!json.empty()) write_file(json, rows.dump(1) + "\n");

    std::string comparison = "-", verdict;
    if (ratio) {
      comparison = number(*ratio);
      if (interval)
        comparison += " [" + number(interval->low) + ", " + number(interval->high) + "]";
      if (which.target) {
        const double high = interval ? interval->high : *ratio;
        verdict =
            number(*which.target) + (high <= kTolerance * *which.target ? "  met" : "  missed");
      }
    } else if (which.target) {
      verdict = number(*which.target);
    }
    if (rows.size() == 1)
      std::printf("\n%-32s %-8s %10s %10s  %-18s %-26s %s\n", "case", "unit", "ours", "theirs",
                  "peer", "ours/theirs [95 %]", "target");
    std::printf("%-32s %-8s %10s %10s  %-18s %-26s %s\n", which.name.c_str(), which.unit.c_str(),
                number(ours).c_str(), theirs ? number(*theirs).c_str() : "-",
                peer_name.empty() ? "-" : peer_name.c_str(), comparison.c_str(), verdict.c_str());
    std::fflush(stdout);
  }
};

Bench::Bench(int argc, char** argv, const std::string& chapter)
    : state_(std::make_unique<State>()) {
  CommandLine command_line(argc, argv,
                           "Compares " + chapter +
                               " with others, side by side. Ratios are our "
                               "time / theirs: below 1 we are faster.");
  command_line.option("--json", state_->json, "write the rows to this file too")
      .option("--filter", state_->filter, "only cases with this text in their name")
      .option("--pairs", state_->pairs, "pairs of samples to take at least")
      .option("--seconds", state_->seconds, "take more pairs until this time has passed")
      .option("--threads", state_->threads, "threads that we and the peers may use");
  command_line.parse();
  set_num_threads(state_->threads);
  std::cout << chapter << " on " << processor() << ", " << num_threads() << " thread"
            << (num_threads() == 1 ? "" : "s") << "; medians of " << state_->pairs
            << " or more pairs\n";
#if !defined(__OPTIMIZE__)
  std::cout << "This build is not optimised: its times say nothing.\n";
#endif
}

Bench::~Bench() = default;

bool Bench::wants(const std::string& name) const {
  return name.find(state_->filter) != std::string::npos;
}

void Bench::compare(const BenchCase& which, const Measure& ours, const Measure& theirs) {
  if (!wants(which.name)) return;
  in_unit(which, 1);  // refuses a wrong unit before any work is done
  const bool alone = !theirs;
  Side we{ours}, they{theirs};
  we.calibrate();
  if (!alone) they.calibrate();

  std::vector<double> ratios;
  const auto start = std::chrono::steady_clock::now();
  const std::chrono::duration<double> budget(state_->seconds);
  for (int pair = 0; pair < state_->pairs ||
                     (pair < kMostPairs && std::chrono::steady_clock::now() - start < budget);
       ++pair) {
    // In turns, so that neither is always the first.
    if (!alone && pair % 2) they.sample(alone);
    we.sample(alone);
    if (!alone && pair % 2 == 0) they.sample(alone);
    if (!alone) ratios.push_back(we.seconds.back() / they.seconds.back());
  }

  const double our_value = in_unit(which, median(we.seconds));
  const std::string peer_name = !which.peer_name.empty() || alone ? which.peer_name : theirs.name();
  if (alone)
    state_->add(which, peer_name, our_value, std::nullopt, std::nullopt, std::nullopt);
  else
    state_->add(which, peer_name, our_value, in_unit(which, median(they.seconds)), median(ratios),
                median_interval(ratios));
}

void Bench::report(const BenchCase& which, double ours, std::optional<double> theirs) {
  if (!wants(which.name)) return;
  std::optional<double> ratio;
  if (theirs) ratio = ours / *theirs;
  state_->add(which, which.peer_name, ours, theirs, ratio, std::nullopt);
}

int run_bench(int argc, char** argv, const std::string& chapter,
              const std::function<void(Bench&)>& body) {
  return run_program(argc, argv, "", [&](CommandLine&) {
    Bench bench(argc, argv, chapter);
    body(bench);
  });
}

}  // namespace gradus
