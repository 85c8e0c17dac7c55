#include <gradus/common/error.h>
#include <gradus/common/random.h>
#include <gradus/common/threads.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace gradus {
namespace {

constexpr std::int64_t kGrain = 1 << 14;  // numbers a thread should fill at least

// FNV-1a, 32 bits.
std::uint32_t hash(std::string_view text) {
  std::uint32_t value = 2166136261u;
  for (const char c : text) value = (value ^ static_cast<unsigned char>(c)) * 16777619u;
  return value;
}

std::uint64_t multiply_high(std::uint64_t a, std::uint64_t b) {
  const std::uint64_t a_low = a & 0xFFFFFFFF, a_high = a >> 32;
  const std::uint64_t b_low = b & 0xFFFFFFFF, b_high = b >> 32;
  const std::uint64_t middle = a_high * b_low + (a_low * b_low >> 32);
  const std::uint64_t other = a_low * b_high + (middle & 0xFFFFFFFF);
  return a_high * b_high + (middle >> 32) + (other >> 32);
}

// The uniform numbers that one block of four words gives: four floats or two doubles.
template <class T>
auto uniform_block(const RandomStream& stream, std::int64_t index) {
  const auto words = stream.block(index);
  if constexpr (sizeof(T) == sizeof(float)) {
    return std::array{to_uniform(words[0]), to_uniform(words[1]), to_uniform(words[2]),
                      to_uniform(words[3])};
  } else {
    return std::array{to_uniform64(words[0], words[1]), to_uniform64(words[2], words[3])};
  }
}

template <class T>
void fill_uniform_impl(const RandomStream& stream, std::span<T> out, double low, double high) {
  if (!(std::isfinite(low) && std::isfinite(high) && low <= high))
    fail("fill_uniform: the range must be finite and in order, not [", low, ", ", high, ")");
  const T from = static_cast<T>(low), to = static_cast<T>(high), width = static_cast<T>(high - low);
  constexpr std::int64_t kBlock = 16 / sizeof(T);
  const std::int64_t size = std::ssize(out), blocks = (size + kBlock - 1) / kBlock;
  parallel_for(0, blocks, kGrain / kBlock, [&](std::int64_t first, std::int64_t last) {
    for (std::int64_t block = first; block < last; ++block) {
      const auto numbers = uniform_block<T>(stream, block);
      for (std::int64_t i = block * kBlock; i < std::min(size, (block + 1) * kBlock); ++i) {
        // A named fma, so that every compiler and device rounds alike.
        const T value = std::fma(width, numbers[i % kBlock], from);
        out[i] = value < to || from == to ? value : std::nextafter(to, from);
      }
    }
  });
}

template <class T>
void fill_normal_impl(const RandomStream& stream, std::span<T> out, double mean, double stddev) {
  if (!(std::isfinite(mean) && std::isfinite(stddev) && stddev >= 0))
    fail(
        "fill_normal: the mean must be finite and the standard deviation finite and not negative,"
        " not ",
        mean, " and ", stddev);
  const std::int64_t pairs = (std::ssize(out) + 1) / 2;
  parallel_for(0, pairs, kGrain, [&](std::int64_t first, std::int64_t last) {
    for (std::int64_t i = first; i < last; ++i) {
      const auto [even, odd] = box_muller(1 - stream.uniform64(2 * i), stream.uniform64(2 * i + 1));
      out[2 * i] = static_cast<T>(std::fma(stddev, even, mean));
      if (2 * i + 1 < std::ssize(out)) out[2 * i + 1] = static_cast<T>(std::fma(stddev, odd, mean));
    }
  });
}

}  // namespace

RandomStream::RandomStream(std::uint64_t seed, std::string_view name, std::uint64_t step)
    : key_{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)},
      step_(static_cast<std::uint32_t>(step)),
      name_(hash(name)) {
  if (step >> 32) fail("RandomStream: the step must be below 2^32, not ", step);
}

RandomStream RandomStream::at_step(std::uint64_t step) const {
  if (step >> 32) fail("RandomStream: the step must be below 2^32, not ", step);
  return with_step(static_cast<std::uint32_t>(step));
}

double RandomStream::normal(std::uint64_t element) const {
  const std::uint64_t pair = element / 2 * 2;
  const auto [even, odd] = box_muller(1 - uniform64(pair), uniform64(pair + 1));
  return element % 2 ? odd : even;
}

std::uint64_t RandomStream::below(std::uint64_t element, std::uint64_t bound) const {
  if (bound == 0) fail("RandomStream::below: the bound must be at least 1");
  return multiply_high(bits64(element), bound);
}

void RandomStream::fill_uniform(std::span<float> out, double low, double high) const {
  fill_uniform_impl(*this, out, low, high);
}

void RandomStream::fill_uniform(std::span<double> out, double low, double high) const {
  fill_uniform_impl(*this, out, low, high);
}

void RandomStream::fill_normal(std::span<float> out, double mean, double stddev) const {
  fill_normal_impl(*this, out, mean, stddev);
}

void RandomStream::fill_normal(std::span<double> out, double mean, double stddev) const {
  fill_normal_impl(*this, out, mean, stddev);
}

std::vector<std::int64_t> RandomStream::permutation(std::int64_t n) const {
  if (n < 0) fail("RandomStream::permutation: n must not be negative, not ", n);
  std::vector<std::int64_t> order(n);
  std::iota(order.begin(), order.end(), 0);
  for (std::int64_t i = n - 1; i > 0; --i) std::swap(order[i], order[below(i, i + 1)]);
  return order;
}

}  // namespace gradus
