#pragma once
#include <array>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <span>
#include <string_view>
#include <vector>

namespace gradus {

/// Philox 4x32-10: scrambles a 128-bit counter with a 64-bit key into 128 random bits. Ten rounds
/// of multiplications and exclusive-ors; equal inputs give equal outputs on every machine.
/// Source: Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy as 1, 2, 3" (SC 2011).
constexpr std::array<std::uint32_t, 4> philox4x32_10(std::array<std::uint32_t, 4> counter,
                                                     std::array<std::uint32_t, 2> key) {
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t a = std::uint64_t{0xD2511F53} * counter[0];
    const std::uint64_t b = std::uint64_t{0xCD9E8D57} * counter[2];
    counter = {
        static_cast<std::uint32_t>(b >> 32) ^ counter[1] ^ key[0], static_cast<std::uint32_t>(b),
        static_cast<std::uint32_t>(a >> 32) ^ counter[3] ^ key[1], static_cast<std::uint32_t>(a)};
    key = {key[0] + 0x9E3779B9, key[1] + 0xBB67AE85};
  }
  return counter;
}

/// 32 random bits as a uniform number in [0, 1): the upper 24 of them times 2^-24, exactly.
constexpr float to_uniform(std::uint32_t bits) { return static_cast<float>(bits >> 8) * 0x1p-24f; }

/// 64 random bits, `low` and `high` ones, as a uniform number in [0, 1): the upper 53 of them times
/// 2^-53, exactly.
constexpr double to_uniform64(std::uint32_t low, std::uint32_t high) {
  return static_cast<double>((low | std::uint64_t{high} << 32) >> 11) * 0x1p-53;
}

/// Two standard normal numbers from two uniform ones, u in (0, 1] and v in [0, 1):
/// sqrt(-2 ln u) cos(2 pi v) and sqrt(-2 ln u) sin(2 pi v). Source: Box, Muller (1958).
template <class T>
constexpr std::array<T, 2> box_muller(T u, T v) {
  const T radius = std::sqrt(-2 * std::log(u)), angle = 2 * std::numbers::pi_v<T> * v;
  return {radius * std::cos(angle), radius * std::sin(angle)};
}

/// A named stream of random numbers without state: each number is a pure function of
/// (seed, name, step, element). So a mask or a shuffle is the same whatever else was drawn before,
/// with any number of threads, on any device, and after a resume.
///
/// Layout: Philox with key = seed and counter = (element / 4 in two words, step, hash of the name).
/// Four neighbouring elements share one Philox block. The members below read the same bits: draw
/// one kind of number from one stream, and give a second use a second name.
class RandomStream {
 public:
  /// @param seed the run's seed
  /// @param name what the numbers are for, for instance "dropout/2"
  /// @param step the training step, or whatever counts the repetitions; below 2^32
  /// @throws Error if step is 2^32 or more
  RandomStream(std::uint64_t seed, std::string_view name, std::uint64_t step = 0);

  /// The same stream at another step.
  /// @throws Error if step is 2^32 or more
  RandomStream at_step(std::uint64_t step) const;
  /// The same where nobody can catch an Error: any `step` of 32 bits is right.
  constexpr RandomStream with_step(std::uint32_t step) const { return {key_, step, name_}; }

  /// The words 4i to 4i + 3 of the stream, i = `index`: one call of Philox for four numbers.
  constexpr std::array<std::uint32_t, 4> block(std::uint64_t index) const {
    return philox4x32_10(
        {static_cast<std::uint32_t>(index), static_cast<std::uint32_t>(index >> 32), step_, name_},
        key_);
  }

  /// 32 random bits, those of `element`.
  constexpr std::uint32_t bits(std::uint64_t element) const {
    return block(element / 4)[element % 4];
  }

  /// 64 random bits: elements 2i and 2i + 1 of bits(), i = `element`.
  constexpr std::uint64_t bits64(std::uint64_t element) const {
    const auto words = block(element / 2);
    const auto first = 2 * (element % 2);
    return words[first] | std::uint64_t{words[first + 1]} << 32;
  }

  /// Number `element`, uniform in [0, 1), with 24 random bits.
  constexpr float uniform(std::uint64_t element) const { return to_uniform(bits(element)); }

  /// Number `element`, uniform in [0, 1), with 53 random bits.
  constexpr double uniform64(std::uint64_t element) const {
    return static_cast<double>(bits64(element) >> 11) * 0x1p-53;
  }

  /// Standard normal, by Box and Muller (1958). With u = 1 - uniform64(2i), v = uniform64(2i + 1):
  /// element 2i is sqrt(-2 ln u) cos(2 pi v), element 2i + 1 is sqrt(-2 ln u) sin(2 pi v).
  double normal(std::uint64_t element) const;

  /// Number `element`, a whole one from 0 to bound - 1: floor(bits64 * bound / 2^64). No number's
  /// probability is off by more than 2^-64.
  /// @throws Error if bound is 0
  std::uint64_t below(std::uint64_t element, std::uint64_t bound) const;

  /// Element i of `out` becomes uniform in [low, high); 24 random bits each.
  /// @throws Error unless low <= high, both finite
  void fill_uniform(std::span<float> out, double low = 0, double high = 1) const;
  /// As above, with 53 random bits each.
  void fill_uniform(std::span<double> out, double low = 0, double high = 1) const;

  /// Element i of `out` becomes mean + stddev * normal(i), rounded once.
  /// @throws Error unless stddev >= 0, both finite
  void fill_normal(std::span<float> out, double mean = 0, double stddev = 1) const;
  /// As above, in double precision.
  void fill_normal(std::span<double> out, double mean = 0, double stddev = 1) const;

  /// The numbers 0 to n - 1 in random order (Fisher and Yates; each order equally likely).
  /// @throws Error if n is negative
  std::vector<std::int64_t> permutation(std::int64_t n) const;

 private:
  constexpr RandomStream(std::array<std::uint32_t, 2> key, std::uint32_t step, std::uint32_t name)
      : key_(key), step_(step), name_(name) {}

  std::array<std::uint32_t, 2> key_;
  std::uint32_t step_, name_;
};

}  // namespace gradus
