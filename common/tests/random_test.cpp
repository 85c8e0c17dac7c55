#include <gradus/common/error.h>
#include <gradus/common/random.h>
#include <gradus/common/threads.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <numeric>
#include <string_view>
#include <vector>

namespace gradus {
namespace {

// Random123's own vectors: tests/kat_vectors, the lines "philox4x32 10".
TEST(Philox, GivesTheKnownAnswers) {
  using Words = std::array<std::uint32_t, 4>;
  EXPECT_EQ(philox4x32_10({0, 0, 0, 0}, {0, 0}),
            (Words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  EXPECT_EQ(
      philox4x32_10({0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, {0xffffffff, 0xffffffff}),
      (Words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(
      philox4x32_10({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
      (Words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
  static_assert(philox4x32_10({0, 0, 0, 0}, {0, 0})[0] == 0x6627e8d5);
}

// Kolmogorov and Smirnov: the largest distance between the empirical and the true distribution
// function, times sqrt(n), exceeds 1.95 with probability 0.001.
double kolmogorov_smirnov(std::vector<double> sample, const std::function<double(double)>& cdf) {
  std::sort(sample.begin(), sample.end());
  const double n = static_cast<double>(sample.size());
  double distance = 0;
  for (std::size_t i = 0; i < sample.size(); ++i) {
    const double value = cdf(sample[i]);
    distance = std::max(
        {distance, value - static_cast<double>(i) / n, static_cast<double>(i + 1) / n - value});
  }
  return distance * std::sqrt(n);
}

constexpr int kSample = 100'000;

std::vector<double> draw(const std::function<double(std::int64_t)>& number) {
  std::vector<double> sample(kSample);
  for (int i = 0; i < kSample; ++i) sample[i] = number(i);
  return sample;
}

double uniform_cdf(double x) { return x; }
double normal_cdf(double x) { return 0.5 * std::erfc(-x / std::sqrt(2.0)); }

TEST(RandomStream, UniformNumbersAreUniform) {
  for (const std::uint64_t seed : {0u, 1u, 2u}) {
    const RandomStream stream(seed, "test");
    EXPECT_LT(kolmogorov_smirnov(draw([&](auto i) { return stream.uniform(i); }), uniform_cdf),
              1.95);
    EXPECT_LT(kolmogorov_smirnov(draw([&](auto i) { return stream.uniform64(i); }), uniform_cdf),
              1.95);
  }
}

TEST(RandomStream, TheExtremesOfUniformStayBelowOne) {
  EXPECT_EQ(to_uniform(0), 0.0f);
  EXPECT_EQ(to_uniform(0xffffffff), 1 - 0x1p-24f);
  EXPECT_EQ(to_uniform64(0xffffffff, 0xffffffff), 1 - 0x1p-53);
}

TEST(RandomStream, NormalNumbersAreNormal) {
  const RandomStream stream(3, "test");
  const auto sample = draw([&](auto i) { return stream.normal(i); });
  EXPECT_LT(kolmogorov_smirnov(sample, normal_cdf), 1.95);
  const double mean = std::accumulate(sample.begin(), sample.end(), 0.0) / kSample;
  double square = 0, fourth = 0, neighbours = 0;
  for (int i = 0; i < kSample; ++i) {
    square += std::pow(sample[i], 2) / kSample;
    fourth += std::pow(sample[i], 4) / kSample;
    if (i > 0) neighbours += sample[i] * sample[i - 1] / kSample;
  }
  // Four standard errors each.
  EXPECT_NEAR(mean, 0, 4 / std::sqrt(kSample));
  EXPECT_NEAR(square, 1, 4 * std::sqrt(2.0 / kSample));
  EXPECT_NEAR(fourth, 3, 4 * std::sqrt(96.0 / kSample));
  EXPECT_NEAR(neighbours, 0, 4 / std::sqrt(kSample));
}

TEST(RandomStream, AnElementDependsOnNothingButItsAddress) {
  const RandomStream stream(42, "dropout", 7);
  const auto later = stream.bits(1'000'003);
  for (int i = 0; i < 100; ++i) stream.bits(i);
  EXPECT_EQ(RandomStream(42, "dropout", 7).bits(1'000'003), later);
  EXPECT_EQ(RandomStream(42, "dropout").at_step(7).bits(1'000'003), later);
  EXPECT_NE(RandomStream(43, "dropout", 7).bits(1'000'003), later);
  EXPECT_NE(RandomStream(42 + (1ull << 32), "dropout", 7).bits(1'000'003), later);
  EXPECT_NE(RandomStream(42, "dropout", 8).bits(1'000'003), later);
  EXPECT_NE(RandomStream(42, "shuffle", 7).bits(1'000'003), later);
  EXPECT_NE(stream.bits(1'000'003 + (1ull << 34)), later);
}

// The layout is a promise: other devices and saved runs count on it.
TEST(RandomStream, ElementsAreWordsOfConsecutiveBlocks) {
  const RandomStream stream(0x0123456789abcdef, "layout", 5);
  std::uint32_t name = 2166136261u;  // FNV-1a
  for (const char c : std::string_view("layout"))
    name = (name ^ static_cast<std::uint32_t>(c)) * 16777619u;
  const auto block = philox4x32_10({2, 0, 5, name}, {0x89abcdef, 0x01234567});
  for (int i = 0; i < 4; ++i) EXPECT_EQ(stream.bits(8 + i), block[i]);
  EXPECT_EQ(stream.bits64(4), block[0] | std::uint64_t{block[1]} << 32);
  EXPECT_EQ(stream.bits64(5), block[2] | std::uint64_t{block[3]} << 32);
  EXPECT_EQ(stream.uniform(9), static_cast<float>(block[1] >> 8) * 0x1p-24f);
}

template <class T>
void expect_fills_agree_with_elements() {
  const RandomStream stream(9, "fill");
  // More than the threads' grain, and no multiple of a block.
  std::vector<T> uniform(70'003), normal(70'003);
  stream.fill_uniform(uniform, -2, 3);
  stream.fill_normal(normal, 1, 0.5);
  for (std::size_t i = 0; i < uniform.size(); ++i) {
    const T u =
        sizeof(T) == 4 ? static_cast<T>(stream.uniform(i)) : static_cast<T>(stream.uniform64(i));
    ASSERT_EQ(uniform[i], std::fma(T{5}, u, T{-2})) << i;
    ASSERT_EQ(normal[i], static_cast<T>(std::fma(0.5, stream.normal(i), 1.0))) << i;
  }
}

TEST(RandomStream, FillsAgreeWithElements) {
  expect_fills_agree_with_elements<float>();
  expect_fills_agree_with_elements<double>();
}

TEST(RandomStream, FillsDoNotDependOnTheNumberOfThreads) {
  const int before = num_threads();
  const RandomStream stream(9, "fill");
  std::vector<float> one(100'001), three(100'001);
  set_num_threads(1);
  stream.fill_normal(one);
  set_num_threads(3);
  stream.fill_normal(three);
  set_num_threads(before);
  EXPECT_EQ(one, three);
}

TEST(RandomStream, FillUniformExcludesTheUpperEnd) {
  // With a spacing of 1/8 between floats there, plain rounding would reach the end.
  const RandomStream stream(1, "ends");
  std::vector<float> values(10'000);
  stream.fill_uniform(values, 1'048'576, 1'048'577);
  EXPECT_GE(*std::min_element(values.begin(), values.end()), 1'048'576.0f);
  EXPECT_LT(*std::max_element(values.begin(), values.end()), 1'048'577.0f);
  stream.fill_uniform(values, 5, 5);
  EXPECT_EQ(values, std::vector<float>(10'000, 5.0f));
}

TEST(RandomStream, PermutationHoldsEachNumberOnce) {
  for (const std::int64_t n : {0, 1, 7, 1000}) {
    auto order = RandomStream(5, "shuffle").permutation(n);
    EXPECT_EQ(std::is_sorted(order.begin(), order.end()), n < 2);
    std::sort(order.begin(), order.end());
    std::vector<std::int64_t> all(n);
    std::iota(all.begin(), all.end(), 0);
    EXPECT_EQ(order, all);
  }
}

TEST(RandomStream, PermutationsAreEquallyLikely) {
  std::map<std::vector<std::int64_t>, int> count;
  constexpr int kDraws = 24'000;
  const RandomStream stream(5, "shuffle");
  for (int step = 0; step < kDraws; ++step) ++count[stream.at_step(step).permutation(4)];
  EXPECT_EQ(count.size(), 24u);
  double chi_square = 0;
  for (const auto& [order, times] : count) chi_square += std::pow(times - 1000, 2) / 1000.0;
  EXPECT_LT(chi_square, 49.7);  // 23 degrees of freedom: exceeded with probability 0.001
}

TEST(RandomStream, BelowStaysBelowAndReachesAll) {
  const RandomStream stream(6, "below");
  std::map<std::uint64_t, int> count;
  for (int i = 0; i < 6000; ++i) ++count[stream.below(i, 6)];
  EXPECT_EQ(count.size(), 6u);
  EXPECT_LT(count.rbegin()->first, 6u);
  for (const auto& [number, times] : count) EXPECT_NEAR(times, 1000, 120) << number;
  // The full width of the bound counts: floor(bits64 * bound / 2^64).
  const std::uint64_t bound = 0xfedcba9876543210;
  for (int i = 0; i < 100; ++i) {
    const auto exact = static_cast<std::uint64_t>(static_cast<long double>(stream.bits64(i)) /
                                                  0x1p64L * static_cast<long double>(bound));
    EXPECT_LE(std::abs(static_cast<std::int64_t>(stream.below(i, bound) - exact)), 1 << 12);
    EXPECT_LT(stream.below(i, bound), bound);
  }
}

TEST(RandomStream, RefusesWhatMakesNoSense) {
  const RandomStream stream(1, "test");
  std::vector<float> values(3);
  EXPECT_THROW(RandomStream(1, "test", 1ull << 32), Error);
  EXPECT_THROW(stream.at_step(1ull << 32), Error);
  EXPECT_THROW(stream.below(0, 0), Error);
  EXPECT_THROW(stream.permutation(-1), Error);
  EXPECT_THROW(stream.fill_uniform(values, 2, 1), Error);
  EXPECT_THROW(stream.fill_uniform(values, 0, NAN), Error);
  EXPECT_THROW(stream.fill_normal(values, 0, -1), Error);
  EXPECT_THROW(stream.fill_normal(values, INFINITY, 1), Error);
}

}  // namespace
}  // namespace gradus
