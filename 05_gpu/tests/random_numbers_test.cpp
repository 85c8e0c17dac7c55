#include <gradus/common/error.h>
#include <gradus/gpu/elementwise.h>
#include <gradus/gpu/random.h>
#include <gradus/layers/dropout.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

#include "gpu_tensors.h"

using gradus::DropoutAttributes;
using gradus::DType;
using gradus::float32;
using gradus::float64;
using gradus::gpu;
using gradus::Index;
using gradus::RandomStream;
using gradus::Shape;
using gradus::Tensor;
using gradus::testing::expect;
using gradus::testing::expect_all;
using gradus::testing::numbers;
using gradus::testing::run_poisoned;
using gradus::testing::works;

namespace {

using Numbers = std::vector<double>;

class RandomNumbers : public ::testing::Test {
 protected:
  void SetUp() override {
    gradus::cuda::register_device();
    gradus::cuda::register_elementwise();
    gradus::cuda::register_random();
  }
  const RandomStream stream_{0x123456789abcdefull, "test", 7};
};

// How far two lists are apart, in units of the last place; 0 up to what is allowed.
template <class T, class Bits>
double ulps_beyond(long double allowed, const Numbers& a, const Numbers& b) {
  const auto place = [](double x) {
    const T value = static_cast<T>(x);
    Bits bits;
    std::memcpy(&bits, &value, sizeof bits);
    return static_cast<long double>(bits < 0 ? std::numeric_limits<Bits>::min() - bits : bits);
  };
  long double most = a.size() == b.size() ? 0 : 1e30L;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i)
    most = std::max(most, std::abs(place(a[i]) - place(b[i])));
  return most <= allowed ? 0 : static_cast<double>(most);
}

// Elements 0, 1, ... of something that depends on a counter and a place in its four words.
template <class F>
Numbers listed(std::size_t count, const F& f) {
  Numbers result;
  for (std::size_t i = 0; i < count; ++i) result.push_back(f(i));
  return result;
}

const std::string kOutside = "the last counter gave more numbers than there is room for";
const std::string kRaces = "several threads wrote the same numbers";

}  // namespace

TEST_F(RandomNumbers, Bits) {
  // One block of threads gives 1024 of them; 2049 is one more than two give.
  for (const Index count : {0, 1, 3, 4, 1023, 2049}) {
    Numbers got;
    if (!works(std::to_string(count) + " words", kRaces, kOutside,
               [&] { got = numbers(gradus::cuda::random_bits({count}, stream_)); }))
      return;
    const auto words = [&](const auto& index) {
      return listed(got.size(), [&](std::size_t i) -> double { return stream_.bits(index(i)); });
    };
    expect_all(std::to_string(count) + " words of 32 bits", got,
               words([](std::size_t i) { return i; }))
        .if_equal(words([](std::size_t i) { return i % 1024; }),
                  "the numbers repeat from block to block of threads: count through the whole grid")
        .if_equal(words([](std::size_t i) { return i / 4 * 16 + i % 4; }),
                  "counters were left out: counter b gives elements 4 b to 4 b + 3")
        .if_equal(words([](std::size_t i) { return i * 4; }),
                  "each number has a counter of its own: one counter gives four");
  }
}

TEST_F(RandomNumbers, Uniform) {
  for (const Shape& shape : {Shape{}, Shape{5}, Shape{0, 3}, Shape{33, 32}}) {
    Numbers floats;
    if (!works("uniform numbers", kRaces, kOutside,
               [&] { floats = numbers(gradus::cuda::rand(shape, stream_)); }))
      return;
    expect_all("uniform numbers, float32", floats, gradus::rand(shape, stream_).to_vector(), 0)
        .if_equal(
            listed(floats.size(),
                   [&](std::size_t i) { return static_cast<float>(stream_.bits(i)) * 0x1p-32f; }),
            "all 32 bits were taken: a float has room for 24, and rounding may make 1 of them");
    const Numbers doubles = numbers(gradus::cuda::rand(shape, stream_, float64));
    expect_all("uniform numbers, float64", doubles,
               gradus::rand(shape, stream_, float64).to_vector(), 0)
        .if_equal(listed(doubles.size(),
                         [&](std::size_t i) {
                           return gradus::to_uniform64(stream_.bits(2 * i + 1),
                                                       stream_.bits(2 * i));
                         }),
                  "the two words of a double are exchanged: the low one comes first");
  }
}

TEST_F(RandomNumbers, Normal) {
  const auto by_hand = [&](std::size_t count, const auto& f) {
    return listed(count, [&](std::size_t i) {
      const double u = stream_.uniform64(i / 2 * 2), v = stream_.uniform64(i / 2 * 2 + 1);
      return f(u, v)[i % 2];
    });
  };
  for (const Shape& shape : {Shape{}, Shape{1025}, Shape{0}, Shape{3, 7}}) {
    Numbers doubles;
    if (!works("normal numbers", kRaces, kOutside,
               [&] { doubles = numbers(gradus::cuda::randn(shape, stream_, float64)); }))
      return;
    const Numbers expected = gradus::randn(shape, stream_, float64).to_vector();
    expect("normal numbers, float64: distance from the CPU's in units of the last place",
           ulps_beyond<double, std::int64_t>(4, doubles, expected), 0, 0)
        .if_true(gradus::testing::distance(doubles, by_hand(doubles.size(),
                                                            [](double u, double v) {
                                                              return gradus::box_muller(u, v);
                                                            })) < 1e-12,
                 "u may be 0, and the logarithm infinite: take 1 - u")
        .if_true(gradus::testing::distance(doubles, by_hand(doubles.size(),
                                                            [](double u, double v) {
                                                              const auto pair =
                                                                  gradus::box_muller(1 - u, v);
                                                              return std::array{pair[1], pair[0]};
                                                            })) < 1e-12,
                 "sine and cosine are exchanged")
        .if_true(gradus::testing::distance(doubles, by_hand(doubles.size(),
                                                            [](double u, double v) {
                                                              return gradus::box_muller(1 - v, u);
                                                            })) < 1e-12,
                 "u and v are exchanged: u is made of words 0 and 1");
    const Numbers floats = numbers(gradus::cuda::randn(shape, stream_));
    expect("normal numbers, float32: distance from the CPU's in units of the last place",
           ulps_beyond<float, std::int32_t>(2, floats, gradus::randn(shape, stream_).to_vector()),
           0, 0);
  }
}

TEST_F(RandomNumbers, FloatingPointOnly) {
  EXPECT_THROW(gradus::cuda::rand({2}, stream_, gradus::int64), gradus::Error);
  EXPECT_THROW(gradus::cuda::randn({2}, stream_, gradus::uint8), gradus::Error);
}

TEST_F(RandomNumbers, MasksEqualTheCpus) {
  for (const DType dtype : {float32, float64}) {
    for (const Shape& shape : {Shape{}, Shape{3, 700}, Shape{0}, Shape{7}}) {
      for (const std::int64_t step : {0, 5}) {
        const Tensor x = gradus::zeros(shape, dtype),
                     at = gradus::number(step, gradus::int64, gradus::cpu);
        const DropoutAttributes settings{0.25, RandomStream(3, "dropout")};
        Numbers mask;
        if (!works("a mask", kRaces, "the mask of the last counter is longer than the input", [&] {
              mask = numbers(
                  run_poisoned(gradus::ops::dropout_mask, {to(x, gpu), to(at, gpu)}, settings)[0]);
            }))
          return;
        const auto on_cpu = [&](const Tensor& number) {
          return Tensor(run(gradus::ops::dropout_mask, {&x.array(), &number.array()}, settings))
              .to_vector();
        };
        const Numbers expected = on_cpu(at);
        Numbers first_of_four = expected;
        for (std::size_t i = 0; i < expected.size(); ++i) first_of_four[i] = expected[i / 4 * 4];
        expect_all("the mask of step " + std::to_string(step), mask, expected, 0)
            .if_equal(on_cpu(gradus::number(0, gradus::int64, gradus::cpu)),
                      "the mask is that of step 0, whatever the step")
            .if_equal(first_of_four, "four neighbours share one word: each has its own");
      }
    }
  }
}

TEST_F(RandomNumbers, DropoutDrawsAnotherMaskEachTime) {
  gradus::nn::Dropout here(0.5, 9), there(0.5, 9);
  there.to(gpu);
  const Tensor x = gradus::ones({40});
  Numbers before;
  for (int call = 0; call < 3; ++call) {
    const Numbers result = numbers(there(to(x, gpu)));
    expect_all("the output of dropout", result, here(x).to_vector(), 0);
    EXPECT_NE(result, before);
    before = result;
  }
}
