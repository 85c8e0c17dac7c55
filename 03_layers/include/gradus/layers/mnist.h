#pragma once
#include <gradus/layers/dataset.h>

#include <filesystem>

namespace gradus::data {

/// The two halves of MNIST, or of another data set in its files' format and names.
struct Mnist {
  ImageDataset train, test;  ///< 60,000 and 10,000 images, in MNIST itself
};

/// Reads {train,t10k}-{images-idx3,labels-idx1}-ubyte, each with or without .gz, from a folder.
/// Both parts are normalised by the pixels of the training images.
/// @throws Error naming the file that is missing or damaged
Mnist load_mnist(const std::filesystem::path& folder);

}  // namespace gradus::data
