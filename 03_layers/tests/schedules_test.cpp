#include <gradus/common/error.h>
#include <gradus/layers/schedule.h>
#include <gradus/layers/sgd.h>
#include <gradus/testing/golden.h>
#include <gtest/gtest.h>

#include "support.h"

using gradus::Tensor;
using gradus::optim::ConstantLR;
using gradus::optim::CosineLR;
using gradus::optim::LRScheduler;
using gradus::optim::OneCycleLR;
using gradus::optim::SGD;
using gradus::testing::expect;
using gradus::testing::expect_all;
using gradus::testing::Golden;

namespace {

struct Fixture {
  Tensor p = gradus::ones({1});
  SGD sgd{{p.requires_grad(true)}, {.lr = 0.1}};
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
                 "it begins at the top; the first part goes up, from first_ to max_")
        .if_true(cosine_works() && found[0] < wanted[0] / 2,
                 "it begins where it should end: first_ and last_ are exchanged")
        .if_true(
            cosine_works() && found[5] == 0.5 && found[6] < wanted[6] - 0.05,
            "it jumps down after the peak: the second part begins at step peak_, not at step 0")
        .if_true(cosine_works() && found[5] == 0.5 && found[6] > wanted[6],
                 "it comes down too slowly: it must reach last_ at step end_");
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
  EXPECT_THROW(CosineLR(f.sgd, 5, 5), gradus::Error);
  EXPECT_THROW(CosineLR(f.sgd, 5, -1), gradus::Error);
}
