#include <gradus/bench/statistics.h>
#include <gradus/common/error.h>
#include <gradus/common/random.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <vector>

namespace gradus {
namespace {

std::vector<double> shuffled(int n) {
  const auto order = RandomStream(1, "order").permutation(n);
  return std::vector<double>(order.begin(), order.end());
}

TEST(Median, IsTheMiddle) {
  EXPECT_EQ(median({7}), 7);
  EXPECT_EQ(median({9, 1, 5}), 5);
  EXPECT_EQ(median({4, 1, 3, 2}), 2.5);
  EXPECT_EQ(median(shuffled(15)), 7);
  EXPECT_THROW(median({}), Error);
}

// Ranks from tables of the sign test (Conover 1999, table A3), for 95 %.
TEST(MedianInterval, HasTheTabulatedRanks) {
  const auto ranks = [](int n) {
    const Interval interval = median_interval(shuffled(n));
    return std::vector<double>{interval.low + 1, interval.high + 1};  // the values are 0 to n - 1
  };
  EXPECT_EQ(ranks(6), (std::vector<double>{1, 6}));
  EXPECT_EQ(ranks(10), (std::vector<double>{2, 9}));
  EXPECT_EQ(ranks(15), (std::vector<double>{4, 12}));
  EXPECT_EQ(ranks(20), (std::vector<double>{6, 15}));
  EXPECT_EQ(ranks(25), (std::vector<double>{8, 18}));
  EXPECT_EQ(ranks(100), (std::vector<double>{40, 61}));
}

TEST(MedianInterval, WithFewValuesIsAllThereIs) {
  EXPECT_EQ(median_interval({3, 1, 2}).low, 1);
  EXPECT_EQ(median_interval({3, 1, 2}).high, 3);
  EXPECT_THROW(median_interval({}), Error);
}

TEST(MedianInterval, HoldsTheMedianAboutAsOftenAsPromised) {
  constexpr int kTrials = 4000;
  int held = 0;
  for (int trial = 0; trial < kTrials; ++trial) {
    std::vector<double> sample(15);
    RandomStream(2, "sample", trial).fill_normal(sample);
    const Interval interval = median_interval(sample);
    held += interval.low <= 0 && 0 <= interval.high;
  }
  EXPECT_NEAR(held / double(kTrials), 0.9648, 0.012);  // exactly 1 - 2 P(at most 3 heads of 15)
}

}  // namespace
}  // namespace gradus
