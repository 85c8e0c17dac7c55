#pragma once
#include <gradus/layers/mnist.h>

#include <cstdint>

namespace gradus::data {

/// `count` digits of 28 x 28 pixels that look written by hand: strokes with random shift, size,
/// slant, wobble, width and noise, in MNIST's grey. Digit i is a function of (seed, i) alone.
/// @param first the number of the first digit
ImageDataset synthetic_digits(Index count, std::uint64_t seed, Index first = 0);

/// Synthetic digits in the shape of MNIST: training digits, and others for the test.
/// @param train how many digits to learn from
/// @param test how many to test with
/// @param seed as for synthetic_digits()
Mnist synthetic_mnist(Index train, Index test, std::uint64_t seed);

}  // namespace gradus::data
