#pragma once
#include <gradus/layers/dataset.h>
#include <gradus/layers/module.h>

#include <cstdint>
#include <memory>

namespace gradus::nn {

/// A network of your own that has learned to read digits. Which layers, which optimizer, how long:
/// all of that is up to you. It is trained when it is returned, and in evaluation mode. The images
/// may have any size and come in any order; there may be 1,000 of them, of 48 pixels each, or
/// MNIST's 60,000.
///
/// Of images that it has not seen it shall read 97 of 100 right where they are the small ones that
/// the step's test draws, after a few seconds, and 98 of 100 of MNIST's, after a minute or so.
/// @param digits what it learns from
/// @param seed of all that is random: the same seed, the same network
std::unique_ptr<Module> learn_to_read(const data::ImageDataset& digits, std::uint64_t seed);

}  // namespace gradus::nn
