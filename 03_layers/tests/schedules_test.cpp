#include <gradus/common/error.h>
#include <gradus/layers/more_schedules.h>
#include <gradus/layers/plateau.h>
#include <gradus/layers/schedule.h>
#include <gradus/layers/sgd.h>
#include <gradus/testing/golden.h>
#include <gtest/gtest.h>

#include <map>
#include <memory>

#include "support.h"

using gradus::Tensor;
using gradus::optim::ConstantLR;
using gradus::optim::CosineLR;
using gradus::optim::LRScheduler;
using gradus::optim::OneCycleLR;
using gradus::optim::ReduceLROnPlateau;
using gradus::optim::SGD;
using gradus::optim::StepLR;
using gradus::testing::expect;
using gradus::testing::expect_all;
using gradus::testing::Golden;

namespace {

struct Fixture {
  Tensor p = gradus::ones({1});
  SGD sgd{{p.requires_grad(true)}, {.lr = 0.1}};
};

// Two groups, with rates 0.1 and 0.03.
struct TwoGroups : Fixture {
  Tensor q = gradus::ones({1});
  TwoGroups() { sgd.add_param_group({q.requires_grad(true)}, {.lr = 0.03}); }
  double second() const { return sgd.param_groups()[1].lr; }
};

// Whether the way along a cosine, on which everything here stands, is right.
bool cosine_works() {
  Fixture f;
  return gradus::testing::close(CosineLR(f.sgd, 4).lr_at(1), 0.1 * (2 + std::sqrt(2)) / 4, 1e-9);
}

// The optimizer's rate in each of some steps.
std::vector<double> rates(const SGD& sgd, LRScheduler& schedule, std::size_t steps) {
  std::vector<double> result;
  for (std::size_t i = 0; i < steps; ++i) {
    result.push_back(sgd.lr());
    schedule.step();
  }
  return result;
}

}  // namespace

TEST(Schedules, CosineByHand) {
  Fixture f;
  CosineLR schedule(f.sgd, 4);
  expect_all(
      "0.1 to 0 in four steps along a cosine", rates(f.sgd, schedule, 5),
      std::vector<double>{0.1, 0.1 * (2 + std::sqrt(2)) / 4, 0.05, 0.1 * (2 - std::sqrt(2)) / 4, 0})
      .if_equal({0.1, 0.075, 0.05, 0.025, 0}, "a straight line; the cosine is slow at both ends")
      .if_equal({0, 0.1 * (2 - std::sqrt(2)) / 4, 0.05, 0.1 * (2 + std::sqrt(2)) / 4, 0.1},
                "the two ends are exchanged")
      .if_equal({0.1, 0.1 * std::cos(M_PI / 8), 0.1 * std::cos(M_PI / 4),
                 0.1 * std::cos(3 * M_PI / 8), 0},
                "a quarter of a wave: the cosine goes from 0 to pi")
      .if_equal({0.2, 0.1 * (2 + std::sqrt(2)) / 2, 0.1, 0.1 * (2 - std::sqrt(2)) / 2, 0},
                "1 + cos goes from 2 to 0: halve it");
}

TEST(Schedules, CosineWithWarmUp) {
  Fixture f;
  CosineLR schedule(f.sgd, 10, 4);
  const std::vector<double> found = rates(f.sgd, schedule, 12);
  expect_all("the first five rates", std::vector<double>(found.begin(), found.begin() + 5),
             std::vector<double>{0.02, 0.04, 0.06, 0.08, 0.1});
  for (std::size_t i = 5; i < 10; ++i) EXPECT_LT(found[i], found[i - 1]);
  EXPECT_NEAR(found[10], 0, 1e-15);
  EXPECT_NEAR(found[11], 0, 1e-15) << "it stays there";
}

TEST(Schedules, LikePyTorch) {
  const Golden golden(GRADUS_TEST_DATA "/schedules.json");
  {
    Fixture f;
    OneCycleLR schedule(f.sgd, 0.5, 20);
    const std::vector<double> wanted = golden.numbers("/one-cycle 20");
    const std::vector<double> found = rates(f.sgd, schedule, wanted.size());
    std::vector<double> one_early(wanted.begin() + 1, wanted.end());
    one_early.push_back(found.back());
    expect_all("OneCycleLR, 20 steps up to 0.5", found, wanted, 1e-12)
        .if_equal(one_early, "each rate comes one step too early; steps are counted from 0")
        .if_true(cosine_works() && found[0] == 0.5,
                 "it begins at the top; the first part goes up, from first to max")
        .if_true(cosine_works() && found[0] < wanted[0] / 2,
                 "it begins where it should end: first and last are exchanged")
        .if_true(
            cosine_works() && found[5] == 0.5 && found[6] < wanted[6] - 0.05,
            "it jumps down after the peak: the second part begins at step peak_, not at step 0")
        .if_true(cosine_works() && found[5] == 0.5 && found[6] > wanted[6],
                 "it comes down too slowly: it must reach `last` at step end_");
  }
  {
    Fixture f;
    OneCycleLR schedule(f.sgd, 0.5, 37,
                        {.pct_start = 0.2, .div_factor = 10, .final_div_factor = 100});
    const std::vector<double> wanted = golden.numbers("/one-cycle 37 other settings");
    expect_all("OneCycleLR, other settings", rates(f.sgd, schedule, wanted.size()), wanted, 1e-12);
  }
  {
    Fixture f;
    CosineLR schedule(f.sgd, 15, 0, 0.01);
    const std::vector<double> wanted = golden.numbers("/cosine 15");
    expect_all("CosineAnnealingLR", rates(f.sgd, schedule, wanted.size()), wanted, 1e-12);
  }
}

TEST(Schedules, AfterTheEndTheRateStays) {
  Fixture f;
  const OneCycleLR schedule(f.sgd, 0.5, 20);
  expect("the last rate", schedule.lr_at(19), 0.5 / 25 / 1e4);
  expect("the rate after the last step", schedule.lr_at(1000), 0.5 / 25 / 1e4)
      .if_true(cosine_works() && schedule.lr_at(1000) != schedule.lr_at(19),
               "after step end_ the rate stays where it is");
}

TEST(Schedules, ShortSchedules) {
  for (int steps : {1, 2, 3, 4}) {
    for (double up : {0.0, 0.3, 1.0}) {
      Fixture f;
      const OneCycleLR schedule(f.sgd, 0.5, steps, {.pct_start = up});
      for (int step = 0; step < 6; ++step) {
        EXPECT_TRUE(std::isfinite(schedule.lr_at(step)))
            << steps << " steps, " << up << " up, step " << step;
        EXPECT_LE(schedule.lr_at(step), 0.5 + 1e-12);
        EXPECT_GT(schedule.lr_at(step), 0);
      }
    }
  }
}

TEST(Schedules, Stairs) {
  Fixture f;
  StepLR schedule(f.sgd, 3, 0.5);
  std::vector<double> slope, late;
  for (int i = 0; i < 8; ++i) {
    slope.push_back(0.1 * std::pow(0.5, i / 3.0));
    late.push_back(0.1 * std::pow(0.5, i > 0 ? (i - 1) / 3 : 0));
  }
  expect_all("stairs of 3 steps, gamma 0.5, from 0.1", rates(f.sgd, schedule, 8),
             std::vector<double>{0.1, 0.1, 0.1, 0.05, 0.05, 0.05, 0.025, 0.025})
      .if_equal(slope, "a slope instead of stairs: the number of the stair is a whole one")
      .if_equal({0.1, 0.1, 0.1, 0.05, 0.05, 0.05, 0.05, 0.05},
                "it falls once; each stair is gamma times the one before")
      .if_equal(late, "each stair begins one step too late: steps are counted from 0");
}

TEST(Schedules, AllLikePyTorch) {
  using namespace gradus::optim;
  const Golden golden(GRADUS_TEST_DATA "/training.json");
  using Make = std::function<std::unique_ptr<LRScheduler>(SGD&)>;
  const std::map<std::string, Make> makers = {
      {"step", [](SGD& o) { return std::make_unique<StepLR>(o, 7); }},
      {"step gamma", [](SGD& o) { return std::make_unique<StepLR>(o, 3, 0.5); }},
      {"multi-step",
       [](SGD& o) {
         return std::make_unique<MultiStepLR>(o, std::vector<std::int64_t>{4, 9, 9, 20}, 0.2);
       }},
      {"exponential", [](SGD& o) { return std::make_unique<ExponentialLR>(o, 0.9); }},
      {"linear", [](SGD& o) { return std::make_unique<LinearLR>(o); }},
      {"linear factors", [](SGD& o) { return std::make_unique<LinearLR>(o, 0.2, 0.6, 12); }},
      {"cosine annealing", [](SGD& o) { return std::make_unique<CosineAnnealingLR>(o, 8, 0.02); }},
      {"cosine warm-up", [](SGD& o) { return std::make_unique<CosineLR>(o, 30, 6, 0.01); }},
      {"one-cycle", [](SGD& o) {
         return std::make_unique<OneCycleLR>(o, std::vector<double>{0.5, 0.2}, 31,
                                             OneCycleLR::Options());
       }}};
  const std::vector<std::string> names = golden.keys("/schedules");
  ASSERT_EQ(names.size(), makers.size());
  for (const std::string& name : names) {
    TwoGroups f;
    const std::unique_ptr<LRScheduler> schedule = makers.at(name)(f.sgd);
    std::vector<double> first, second;
    for (int i = 0; i < 30; ++i) {
      first.push_back(f.sgd.lr());
      second.push_back(f.second());
      EXPECT_EQ(schedule->lr_at(i, 1), f.second());
      schedule->step();
    }
    expect_all(name, first, golden.numbers("/schedules/" + name + "/rates"), 1e-12);
    expect_all(name + ", the second group", second,
               golden.numbers("/schedules/" + name + "/second rates"), 1e-12);
  }
}

namespace {

// The first group's rate after each epoch.
std::vector<double> plateau_rates(const std::vector<double>& metrics,
                                  const ReduceLROnPlateau::Options& options) {
  Fixture f;
  ReduceLROnPlateau schedule(f.sgd, options);
  std::vector<double> result;
  for (double metric : metrics) {
    schedule.step(metric);
    result.push_back(f.sgd.lr());
  }
  return result;
}

}  // namespace

TEST(Schedules, PlateauByHand) {
  // Losses whose best is 4; patience 1: the second epoch in a row that is not better is too many.
  expect_all("losses 5, 4, 6, 5, with patience 1 and factor 0.5",
             plateau_rates({5, 4, 6, 5}, {.factor = 0.5, .patience = 1}),
             std::vector<double>{0.1, 0.1, 0.1, 0.05})
      .if_equal({0.1, 0.1, 0.1, 0.1},
                "5 is better than 6 but not than 4: it must be compared with "
                "the best one; here it was compared with the last one and not with the best")
      .if_equal({0.1, 0.1, 0.05, 0.025},
                "the rate falls one epoch too early: `patience` epochs are forgiven");
  const std::vector<double> rows =
      plateau_rates({5, 6, 4, 5, 3, 4}, {.factor = 0.5, .patience = 1});
  expect_all("losses 5, 6, 4, 5, 3, 4, with patience 1", rows,
             std::vector<double>{0.1, 0.1, 0.1, 0.1, 0.1, 0.1})
      .if_equal({0.1, 0.1, 0.1, 0.05, 0.05, 0.05},
                "an epoch that brings something better ends the row of bad ones");
  expect_all("losses 1, 2, 2, 2, 2, 2, with patience 1",
             plateau_rates({1, 2, 2, 2, 2, 2}, {.factor = 0.5, .patience = 1}),
             std::vector<double>{0.1, 0.1, 0.05, 0.05, 0.025, 0.025})
      .if_equal({0.1, 0.1, 0.05, 0.025, 0.0125, 0.00625}, "after a fall the counting begins anew");
  expect_all("losses 1, 2, 2, 2, 2, with patience 0 and cool-down 2",
             plateau_rates({1, 2, 2, 2, 2}, {.factor = 0.5, .patience = 0, .cooldown = 2}),
             std::vector<double>{0.1, 0.05, 0.05, 0.05, 0.025})
      .if_equal({0.1, 0.05, 0.025, 0.0125, 0.00625},
                "bad epochs were counted during the cool-down");
}

TEST(Schedules, PlateauLikePyTorch) {
  using Mode = ReduceLROnPlateau::Mode;
  const Golden golden(GRADUS_TEST_DATA "/training.json");
  const std::map<std::string, ReduceLROnPlateau::Options> sets = {
      {"min", {.patience = 3}},
      {"max", {.mode = Mode::max, .factor = 0.5, .patience = 2, .threshold = 0.01}},
      {"abs",
       {.factor = 0.3,
        .patience = 1,
        .threshold = 0.05,
        .threshold_mode = ReduceLROnPlateau::ThresholdMode::abs,
        .cooldown = 3}},
      {"floor", {.factor = 0.1, .patience = 0, .min_lr = 0.004}},
      {"eps", {.factor = 0.999, .patience = 0, .eps = 0.01}}};
  const std::vector<std::string> names = golden.keys("/plateau");
  ASSERT_EQ(names.size(), sets.size());
  for (const std::string& name : names) {
    TwoGroups f;
    ReduceLROnPlateau schedule(f.sgd, sets.at(name));
    std::vector<double> first, second;
    for (double metric : golden.numbers("/plateau/" + name + "/metrics")) {
      schedule.step(metric);
      first.push_back(f.sgd.lr());
      second.push_back(f.second());
    }
    expect_all(name, first, golden.numbers("/plateau/" + name + "/rates"), 1e-12);
    expect_all(name + ", the second group", second,
               golden.numbers("/plateau/" + name + "/second rates"), 1e-12);
  }
}

TEST(Schedules, PlateauResumes) {
  const std::vector<double> metrics = {5, 4, 6, 6, 6, 3, 4, 4, 4, 2, 2, 2, 2, 2};
  const ReduceLROnPlateau::Options options{.factor = 0.5, .patience = 1, .cooldown = 2};
  const std::vector<double> whole = plateau_rates(metrics, options);
  for (std::size_t stop = 0; stop <= metrics.size(); ++stop) {
    Fixture f, g;
    ReduceLROnPlateau one(f.sgd, options), two(g.sgd, options);
    for (std::size_t i = 0; i < stop; ++i) one.step(metrics[i]);
    g.sgd.load_state_dict(f.sgd.state_dict());
    two.load_state_dict(one.state_dict());
    EXPECT_EQ(two.best(), one.best());
    for (std::size_t i = stop; i < metrics.size(); ++i) {
      two.step(metrics[i]);
      EXPECT_EQ(g.sgd.lr(), whole[i]) << "stopped after " << stop << ", epoch " << i;
    }
  }
  Fixture f;
  ReduceLROnPlateau schedule(f.sgd);
  EXPECT_THROW(schedule.load_state_dict({}), gradus::Error);
}

TEST(Schedules, PlateauWithMeasurementsThatAreNone) {
  const double nan = std::nan("");
  EXPECT_EQ(plateau_rates({1, nan, nan, 0.5}, {.factor = 0.5, .patience = 1}),
            (std::vector<double>{0.1, 0.1, 0.05, 0.05}));
}

TEST(Schedules, GroupsAddedLater) {
  Fixture f;
  ConstantLR schedule(f.sgd);
  Tensor q = gradus::ones({1});
  f.sgd.add_param_group({q.requires_grad(true)}, {.lr = 0.03});
  EXPECT_THROW(schedule.step(), gradus::Error) << "its rate would never change";
}

TEST(Schedules, StateIsTheNumberOfSteps) {
  TwoGroups f, g;
  CosineLR one(f.sgd, 20, 3), two(g.sgd, 20, 3);
  for (int i = 0; i < 11; ++i) one.step();
  two.load_state_dict(one.state_dict());
  EXPECT_EQ(two.steps(), 11);
  EXPECT_EQ(g.sgd.lr(), f.sgd.lr());
  EXPECT_EQ(g.second(), f.second());
  EXPECT_THROW(two.load_state_dict({}), gradus::Error);
  EXPECT_THROW(two.go_to(-1), gradus::Error);
}

TEST(Schedules, ResumeAnywhere) {
  Fixture f;
  OneCycleLR schedule(f.sgd, 0.5, 20);
  const std::vector<double> whole = rates(f.sgd, schedule, 15);
  Fixture g;
  OneCycleLR resumed(g.sgd, 0.5, 20);
  resumed.go_to(10);
  EXPECT_EQ(g.sgd.lr(), whole[10]);
  EXPECT_EQ(resumed.steps(), 10);
  resumed.step();
  EXPECT_EQ(g.sgd.lr(), whole[11]);
}

TEST(Schedules, Constant) {
  Fixture f;
  ConstantLR schedule(f.sgd);
  expect_all("a constant rate", rates(f.sgd, schedule, 3), std::vector<double>{0.1, 0.1, 0.1});
}

TEST(Schedules, SettingsThatMakeNoSense) {
  Fixture f;
  EXPECT_THROW(OneCycleLR(f.sgd, 0.5, 0), gradus::Error);
  EXPECT_THROW(OneCycleLR(f.sgd, 0.5, 10, {.pct_start = 1.5}), gradus::Error);
  EXPECT_THROW(OneCycleLR(f.sgd, std::vector<double>{0.5, 0.1}, 10, {}), gradus::Error);
  EXPECT_THROW(StepLR(f.sgd, 0), gradus::Error);
  EXPECT_THROW(gradus::optim::LinearLR(f.sgd, 0), gradus::Error);
  EXPECT_THROW(gradus::optim::LinearLR(f.sgd, 0.5, 1, 0), gradus::Error);
  EXPECT_THROW(gradus::optim::CosineAnnealingLR(f.sgd, 0), gradus::Error);
  EXPECT_THROW(ReduceLROnPlateau(f.sgd, {.factor = 1}), gradus::Error);
  EXPECT_THROW(CosineLR(f.sgd, 5, 5), gradus::Error);
  EXPECT_THROW(CosineLR(f.sgd, 5, -1), gradus::Error);
}
