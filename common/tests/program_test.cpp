#include <gradus/common/error.h>
#include <gradus/common/interrupt.h>
#include <gradus/program/metrics.h>
#include <gradus/program/program.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <limits>
#include <new>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "nearest.h"

namespace gradus {
namespace {

struct Outcome {
  int status;
  std::string out, err;
};

// Runs a program "moons" with these arguments in this process.
Outcome run(std::vector<std::string> arguments, const std::function<void(CommandLine&)>& body) {
  arguments.insert(arguments.begin(), "/some/where/moons");
  std::vector<char*> argv;
  for (auto& argument : arguments) argv.push_back(argument.data());
  ::testing::internal::CaptureStdout();
  ::testing::internal::CaptureStderr();
  const int status =
      run_program(static_cast<int>(argv.size()), argv.data(), "Trains on two moons.", body);
  return {status, ::testing::internal::GetCapturedStdout(),
          ::testing::internal::GetCapturedStderr()};
}

struct Options {
  int epochs = 20;
  std::int64_t samples = 1000;
  std::uint64_t seed = 1;
  float rate = 0.1f;
  double decay = 1e-4;
  std::string optimizer = "sgd", note;
  std::filesystem::path plot = "build/moons.svg";
  bool quiet = false;

  void declare(CommandLine& cl) {
    cl.option("-e,--epochs", epochs, "how often to go through the data")
        .option("--samples", samples, "how many points")
        .option("--seed", seed, "the run's seed")
        .option("--rate", rate, "learning rate")
        .option("--decay", decay, "weight decay")
        .option("--note", note, "a remark")
        .option("--plot", plot, "where to draw")
        .choice("--optimizer", optimizer, {"sgd", "adam"}, "who walks")
        .flag("-q,--quiet", quiet, "say less")
        .parse();
  }
};

Outcome parse(std::vector<std::string> arguments, Options* options = nullptr) {
  return run(std::move(arguments), [&](CommandLine& cl) {
    Options own;
    (options ? *options : own).declare(cl);
  });
}

TEST(CommandLine, DefaultsStayAndValuesArrive) {
  Options options;
  EXPECT_EQ(parse({}, &options).status, 0);
  EXPECT_EQ(options.epochs, 20);
  EXPECT_EQ(options.optimizer, "sgd");
  EXPECT_FALSE(options.quiet);
  const Outcome outcome =
      parse({"-e", "3", "--samples=5000000000", "--seed", "18446744073709551615", "--rate", "-0.5",
             "--decay", "1e-3", "--note", "a b", "--plot", "x.svg", "--optimizer", "adam", "-q"},
            &options);
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_EQ(options.epochs, 3);
  EXPECT_EQ(options.samples, 5'000'000'000);
  EXPECT_EQ(options.seed, std::numeric_limits<std::uint64_t>::max());
  EXPECT_EQ(options.rate, -0.5f);
  EXPECT_EQ(options.decay, 1e-3);
  EXPECT_EQ(options.note, "a b");
  EXPECT_EQ(options.plot, "x.svg");
  EXPECT_EQ(options.optimizer, "adam");
  EXPECT_TRUE(options.quiet);
}

TEST(CommandLine, TheLastOfSeveralValuesCounts) {
  Options options;
  EXPECT_EQ(parse({"--epochs", "2", "--epochs", "5"}, &options).status, 0);
  EXPECT_EQ(options.epochs, 5);
}

TEST(CommandLine, HelpShowsTheDefaults) {
  const Outcome outcome = parse({"--help"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(outcome.err, "");
  for (const char* part : {"Trains on two moons.", "--epochs N=20", "--rate X=0.1",
                           "--plot FILE=build/moons.svg", "sgd|adam=sgd", "who walks"})
    EXPECT_NE(outcome.out.find(part), std::string::npos) << part << " in\n" << outcome.out;
}

TEST(CommandLine, AWrongOneGivesOneLineAndStatusTwo) {
  const auto said = [](std::vector<std::string> arguments) {
    const Outcome outcome = parse(std::move(arguments));
    EXPECT_EQ(outcome.status, 2);
    EXPECT_EQ(outcome.out, "");
    return outcome.err;
  };
  EXPECT_EQ(said({"--epoch", "3"}), "moons: unknown flag --epoch; did you mean --epochs?\n");
  EXPECT_EQ(said({"--qiuet"}), "moons: unknown flag --qiuet; did you mean --quiet?\n");
  EXPECT_EQ(said({"--opt=adam"}), "moons: unknown flag --opt; did you mean --optimizer?\n");
  EXPECT_EQ(said({"--zebra"}), "moons: unknown flag --zebra; see moons --help\n");
  EXPECT_EQ(said({"word"}), "moons: unexpected argument 'word'\n");
  EXPECT_EQ(said({"--epochs", "x"}), "moons: --epochs: expected a whole number, not 'x'\n");
  EXPECT_EQ(said({"--epochs", "1.5"}), "moons: --epochs: expected a whole number, not '1.5'\n");
  EXPECT_EQ(said({"--epochs", "9999999999"}), "moons: --epochs: '9999999999' is out of range\n");
  EXPECT_EQ(said({"--seed", "-1"}), "moons: --seed: expected a whole number from 0 on, not '-1'\n");
  EXPECT_EQ(said({"--rate", "fast"}), "moons: --rate: expected a number, not 'fast'\n");
  EXPECT_EQ(said({"--rate", "1e99"}), "moons: --rate: '1e99' is out of range\n");
  EXPECT_EQ(said({"--optimizer", "adm"}),
            "moons: --optimizer: expected one of sgd, adam, not 'adm'\n");
  EXPECT_EQ(said({"--epochs"}), "moons: --epochs: a value is missing\n");
}

TEST(RunProgram, AnErrorIsOneLineAndStatusOne) {
  const Outcome outcome = run({}, [](CommandLine&) {
    std::cout << "some output ";
    fail("matmul: inner sizes differ");
  });
  EXPECT_EQ(outcome.status, 1);
  EXPECT_EQ(outcome.out, "some output ");
  EXPECT_EQ(outcome.err, "moons: matmul: inner sizes differ\n");
}

TEST(RunProgram, OtherExceptionsToo) {
  const Outcome memory = run({}, [](CommandLine&) { throw std::bad_alloc(); });
  EXPECT_EQ(memory.status, 1);
  EXPECT_EQ(memory.err, "moons: out of memory\n");
  const Outcome exercise = run({}, [](CommandLine&) { not_implemented("multiply"); });
  EXPECT_EQ(exercise.status, 1);
  EXPECT_EQ(exercise.err, "moons: not implemented: multiply\n");
}

// A signal stays caught for the rest of the process, so each of these gets one of its own.
class InterruptDeathTest : public ::testing::Test {
 protected:
  void SetUp() override { GTEST_FLAG_SET(death_test_style, "threadsafe"); }
  static int interrupted_program(int signal) {
    char name[] = "moons";
    char* argv[] = {name, nullptr};
    return run_program(1, argv, "", [&](CommandLine&) {
      if (interrupted()) std::_Exit(77);
      std::raise(signal);
      if (!interrupted() || interrupt_signal() != signal) std::_Exit(78);
    });
  }
};

TEST_F(InterruptDeathTest, TheBodyGoesOnToAGoodPlace) {
  EXPECT_EXIT(std::_Exit(interrupted_program(SIGINT)), ::testing::ExitedWithCode(130),
              "moons: interrupted");
  EXPECT_EXIT(std::_Exit(interrupted_program(SIGTERM)), ::testing::ExitedWithCode(143),
              "moons: interrupted");
}

TEST_F(InterruptDeathTest, ASecondSignalEndsAtOnce) {
  const auto twice = [] {
    catch_interrupts();
    std::raise(SIGINT);
    std::raise(SIGINT);
    std::_Exit(77);
  };
  EXPECT_EXIT(twice(), ::testing::ExitedWithCode(130), "");
}

TEST(EditDistance, CountsTheLetters) {
  EXPECT_EQ(edit_distance("", ""), 0);
  EXPECT_EQ(edit_distance("abc", ""), 3);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3);
  EXPECT_EQ(edit_distance("quiet", "qiuet"), 1);
  EXPECT_EQ(edit_distance("epoch", "epochs"), 1);
}

TEST(Nearest, IsEmptyWhenNothingIsNear) {
  EXPECT_EQ(nearest("--lr", {"--rate", "--learning-rate"}), "");
  EXPECT_EQ(nearest("--learn", {"--rate", "--learning-rate"}), "--learning-rate");
  EXPECT_EQ(nearest("--x", {}), "");
}

class MetricsTest : public ::testing::Test {
 protected:
  std::filesystem::path path_ =
      std::filesystem::temp_directory_path() / ("gradus-metrics-" + std::to_string(::getpid()));
  ~MetricsTest() override { std::filesystem::remove(path_); }
};

TEST_F(MetricsTest, AreOneObjectALine) {
  {
    std::ofstream old(path_);
    old << "an older run\n";
  }
  Metrics metrics(path_);
  metrics.row({{"epoch", 1}, {"loss", 0.5}});
  metrics.row({{"epoch", 2}, {"loss", std::numeric_limits<double>::quiet_NaN()}});
  std::ifstream file(path_);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  EXPECT_EQ(text, "{\"epoch\":1,\"loss\":0.5}\n{\"epoch\":2,\"loss\":null}\n");
}

TEST_F(MetricsTest, NowhereIsNowhere) {
  Metrics metrics("");
  metrics.row({{"epoch", 1}});
  EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST_F(MetricsTest, AnUnwritablePlaceIsAnError) {
  Metrics metrics("/dev/null/metrics.jsonl");
  EXPECT_THROW(metrics.row({{"epoch", 1}}), Error);
}

}  // namespace
}  // namespace gradus
