// The program that trains a convolutional network on MNIST.
#pragma once
#include "cnn_training.h"

namespace digits {

// A digit is the same digit two pixels further.
inline std::unique_ptr<data::Dataset> shifted(const data::ImageDataset& images,
                                              const Settings& settings) {
  return std::make_unique<data::Augmented>(images, settings.seed,
                                           data::RandomCrop(2, black(images)));
}

inline Program mnist_cnn() {
  return {.purpose = "Trains a convolutional network on MNIST",
          .data_set = "mnist",
          .settings = {.epochs = 6, .batch = 128, .hidden = 128, .lr = 0.004, .beta2 = 0.98},
          .network = make_cnn,
          .hidden = "neurons in the linear layer before the last",
          .prepare = shifted,
          .pictures = draw_features,
          .picture_files = kFeatureFiles};
}

}  // namespace digits
