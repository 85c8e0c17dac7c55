#pragma once
#include <gradus/layers/dataset.h>
#include <gradus/layers/module.h>

#include <cstdint>
#include <memory>

namespace gradus::nn {

/// A network of your own that has learned to read digits wherever they stand, with few parameters.
/// Which layers, what is done to the images, how long it learns: all of that is up to you, as long
/// as num_parameters() is at most `most_parameters`. It is trained when it is returned, and in
/// evaluation mode. The images may have any size from 8 x 8 on and come in any order; there may be
/// 1,000 of them, or MNIST's 60,000.
///
/// Of images that it has not seen it shall read 90 of 100 right with 2,500 parameters where they
/// are the small ones that the step's test draws, after a few seconds; and 99 of 100 of MNIST's
/// with 10,000, after a minute or two.
/// @param digits what it learns from
/// @param most_parameters how many numbers it may learn, at least 2,000
/// @param seed of all that is random: the same seed, the same network
std::unique_ptr<Module> learn_to_see(const data::ImageDataset& digits, Index most_parameters,
                                     std::uint64_t seed);

}  // namespace gradus::nn
