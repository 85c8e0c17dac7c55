#include <gmock/gmock.h>
#include <gradus/bench/bench.h>
#include <gradus/common/error.h>
#include <gradus/common/files.h>
#include <gradus/common/threads.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace gradus {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

struct Outcome {
  int status;
  std::string out, err;
  nlohmann::json rows;
};

Outcome run(std::vector<std::string> arguments, const std::function<void(Bench&)>& body) {
  const auto path = std::filesystem::temp_directory_path() /
                    ("gradus-bench-" + std::to_string(::getpid()) + ".json");
  arguments.insert(arguments.begin(), "bench");
  arguments.insert(arguments.end(), {"--json", path.string(), "--seconds", "0"});
  std::vector<char*> argv;
  for (auto& argument : arguments) argv.push_back(argument.data());
  ::testing::internal::CaptureStdout();
  ::testing::internal::CaptureStderr();
  const int before = num_threads();
  Outcome outcome;
  outcome.status = run_bench(static_cast<int>(argv.size()), argv.data(), "00_test", body);
  set_num_threads(before);
  outcome.out = ::testing::internal::GetCapturedStdout();
  outcome.err = ::testing::internal::GetCapturedStderr();
  if (std::filesystem::exists(path)) outcome.rows = nlohmann::json::parse(read_file(path));
  std::filesystem::remove(path);
  return outcome;
}

const std::string kPeer = GRADUS_TEST_DATA "/peer.py";

TEST(Measure, TimesWhatReturnsNothing) {
  int calls = 0;
  const Measure measure([&] { ++calls; });
  EXPECT_GE(measure(5), 0);
  EXPECT_EQ(calls, 5);
}

TEST(Measure, TakesTheSecondsOfWhatMeasuresItself) {
  double next = 1;
  const Measure measure([&] { return next++; });
  EXPECT_EQ(measure(3), 2);  // the mean of 1, 2, 3
  EXPECT_FALSE(Measure());
  EXPECT_TRUE(measure);
}

TEST(Bench, ARowHoldsMediansRatioAndTarget) {
  // Both sides say how long they took, so the numbers are known.
  std::vector<char> order;
  const Outcome outcome = run({}, [&](Bench& bench) {
    bench.compare(
        {"twice as slow", "ms", 1.9, "the other"}, [&] { return order.push_back('o'), 4e-3; },
        [&] { return order.push_back('p'), 2e-3; });
    bench.compare(
        {"as fast", "GFLOP/s", 1.0, "", 8e9}, [] { return 2.0; }, [] { return 2.0; });
    bench.compare({"alone", "us"}, [] { return 1e-3; });
    bench.report({"bytes", "MiB", 0.6, "PyTorch"}, 10, 20);
  });
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  ASSERT_EQ(outcome.rows.size(), 4u);
  EXPECT_EQ(outcome.rows[0],
            nlohmann::json::parse(R"({"case": "twice as slow", "unit": "ms", "ours": 4.0,
                "peer": 2.0, "peer_name": "the other", "ratio": 2.0, "ratio_low": 2.0,
                "ratio_high": 2.0, "target": 1.9})"));
  EXPECT_EQ(outcome.rows[1]["ours"], 4.0);
  EXPECT_EQ(outcome.rows[1]["ratio"], 1.0);
  EXPECT_NEAR(outcome.rows[2]["ours"].get<double>(), 1000, 1e-9);
  for (const char* key : {"peer", "peer_name", "ratio", "ratio_high", "target"})
    EXPECT_TRUE(outcome.rows[2][key].is_null()) << key;
  EXPECT_EQ(outcome.rows[3]["ratio"], 0.5);
  // The upper end of the interval may be 1.05 of the target, and 2 > 1.05 * 1.9.
  EXPECT_THAT(outcome.out,
              AllOf(HasSubstr("1.9  missed"), HasSubstr("1  met"), HasSubstr("0.6  met")));
}

TEST(Bench, PairsTakeTurns) {
  std::string order;
  const Outcome outcome = run({"--pairs", "15"}, [&](Bench& bench) {
    bench.compare(
        {"x"}, [&] { return order += 'o', 0.2; }, [&] { return order += 'p', 0.2; });
  });
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  // Calibration takes two each, and the first sample of each side is preceded by a warm-up.
  std::string expected =
      "oopp"
      "oopp";
  for (int pair = 1; pair < 15; ++pair) expected += pair % 2 ? "po" : "op";
  EXPECT_EQ(order, expected);
}

TEST(Bench, ShortWorkIsRepeated) {
  int calls = 0;
  const Outcome outcome = run({"--pairs", "1"}, [&](Bench& bench) {
    bench.compare({"short", "us"}, [&] { return ++calls, 1e-5; });
  });
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_NEAR(outcome.rows[0]["ours"].get<double>(), 10, 1e-9);
  EXPECT_GE(calls, 2000);  // the calibration's and the sample's, 10 ms each
  EXPECT_LE(calls, 4000);
}

TEST(Bench, TheFilterLeavesOut) {
  const Outcome outcome = run({"--filter", "mat"}, [](Bench& bench) {
    EXPECT_TRUE(bench.wants("matmul"));
    EXPECT_FALSE(bench.wants("sum"));
    bench.compare({"sum"}, [] { return ADD_FAILURE(), 1.0; });
    bench.report({"sum"}, 1);
    bench.compare({"matmul"}, [] { return 1.0; });
  });
  EXPECT_EQ(outcome.rows.size(), 1u);
}

TEST(Bench, WrongUnitsAndFlagsAreRefused) {
  const auto never = [] { return ADD_FAILURE(), 1.0; };
  const Outcome unit = run({}, [&](Bench& bench) { bench.compare({"x", "miles"}, never); });
  EXPECT_EQ(unit.status, 1);
  EXPECT_THAT(unit.err, HasSubstr("the unit 'miles'"));
  const Outcome work = run({}, [&](Bench& bench) { bench.compare({"x", "GB/s"}, never); });
  EXPECT_THAT(work.err, HasSubstr("needs the work"));
  const Outcome flag = run({"--pair", "3"}, [](Bench&) { ADD_FAILURE(); });
  EXPECT_EQ(flag.status, 2);
  EXPECT_THAT(flag.err, HasSubstr("did you mean --pairs?"));
}

TEST(PythonPeer, AnswersOneSampleAtATime) {
  const Outcome outcome = run({"--threads", "2"}, [](Bench& bench) {
    const PythonPeer peer(kPeer);
    ASSERT_TRUE(peer.available());
    EXPECT_EQ(peer.name(), "Python test");
    const Measure count = peer.measure("count to 1000");
    ASSERT_TRUE(count);
    EXPECT_GT(count(3), 0);
    EXPECT_LT(count(3), 1);
    EXPECT_FALSE(peer.measure("no such case"));
    const Measure fastest = peer.measure("in two ways");
    ASSERT_TRUE(fastest);
    EXPECT_LT(fastest(3), 0.02) << "the slower way was taken";
    EXPECT_TRUE(peer.measure("threads")) << "the peer must get our number of threads";
    bench.compare(
        {"count"}, [] { return 1e-3; }, count);
  });
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_EQ(outcome.rows[0]["peer_name"], "Python test");
  EXPECT_GT(outcome.rows[0]["ratio"].get<double>(), 1);
}

TEST(PythonPeer, AMissingOneGivesEmptyColumns) {
  for (const std::string& script : {kPeer, std::string("no_such_peer.py")}) {
    const Outcome outcome = run({}, [&](Bench& bench) {
      const PythonPeer peer(script, {"missing"});
      EXPECT_FALSE(peer.available());
      bench.compare(
          {"x", "ms", 0.5}, [] { return 1.0; }, peer.measure("x"));
    });
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_TRUE(outcome.rows[0]["ratio"].is_null());
    EXPECT_THAT(outcome.out, HasSubstr("is missing ("));
  }
  const Outcome ended =
      run({}, [](Bench&) { EXPECT_FALSE(PythonPeer(kPeer, {"ends"}).available()); });
  EXPECT_THAT(ended.out, HasSubstr("it ended at once"));
}

TEST(PythonPeer, ItsErrorsAreOurs) {
  const Outcome broken = run({}, [](Bench&) { PythonPeer(kPeer).measure("break"); });
  EXPECT_EQ(broken.status, 1);
  EXPECT_THAT(broken.err, HasSubstr("'break': error ValueError: no such size"));
  const Outcome ended = run({}, [](Bench&) { PythonPeer(kPeer).measure("end"); });
  EXPECT_THAT(ended.err, HasSubstr("ended while it ran 'end'"));
}

}  // namespace
}  // namespace gradus
