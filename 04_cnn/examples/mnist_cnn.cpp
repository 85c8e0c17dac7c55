// Trains a convolutional network on MNIST:
//   mnist-cnn --data data/mnist --metrics build/mnist.jsonl --out build/mnist-cnn
#include "cnn_training.h"

namespace {

// A digit is the same digit two pixels further.
std::unique_ptr<digits::data::Dataset> shifted(const digits::data::ImageDataset& images,
                                               const digits::Settings& settings) {
  return std::make_unique<digits::data::Augmented>(
      images, settings.seed, digits::data::RandomCrop(2, digits::black(images)));
}

}  // namespace

int main(int argc, char** argv) {
  return digits::run_digit_program(
      argc, argv,
      {.purpose = "Trains a convolutional network on MNIST",
       .data_set = "mnist",
       .settings = {.epochs = 6, .batch = 128, .hidden = 128, .lr = 0.004, .beta2 = 0.98},
       .network = digits::make_cnn,
       .hidden = "neurons in the linear layer before the last",
       .prepare = shifted,
       .pictures = digits::draw_features,
       .picture_files = digits::kFeatureFiles});
}
