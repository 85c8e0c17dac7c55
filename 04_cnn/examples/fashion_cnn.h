// The program that trains a convolutional network on Fashion-MNIST.
#pragma once
#include "cnn_training.h"

namespace digits {

// Clothes are the same when one looks at them in a mirror; digits would not be.
inline std::unique_ptr<data::Dataset> flipped(const data::ImageDataset& images,
                                              const Settings& settings) {
  return std::make_unique<data::Augmented>(images, settings.seed, data::RandomHorizontalFlip(),
                                           data::RandomCrop(2, black(images)));
}

inline Program fashion_cnn() {
  return {.purpose = "Trains a convolutional network on Fashion-MNIST",
          .data_set = "fashion-mnist",
          .settings = {.epochs = 10, .batch = 128, .hidden = 128, .lr = 0.004, .beta2 = 0.98},
          .network = make_cnn,
          .hidden = "neurons in the linear layer before the last",
          .prepare = flipped,
          .pictures = draw_features,
          .picture_files = kFeatureFiles,
          .class_names = {"T-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt",
                          "sneaker", "bag", "boot"}};
}

}  // namespace digits
