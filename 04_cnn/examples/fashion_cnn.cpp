// Trains a convolutional network on Fashion-MNIST, clothes in place of digits, flipped at random:
//   fashion-cnn --data data/fashion-mnist --metrics build/fashion.jsonl --out build/fashion
#include "cnn_training.h"

namespace {

// Clothes are the same when one looks at them in a mirror; digits would not be.
std::unique_ptr<digits::data::Dataset> flipped(const digits::data::ImageDataset& images,
                                               const digits::Settings& settings) {
  return std::make_unique<digits::data::Augmented>(
      images, settings.seed, digits::data::RandomHorizontalFlip(),
      digits::data::RandomCrop(2, digits::black(images)));
}

}  // namespace

int main(int argc, char** argv) {
  return digits::run_digit_program(
      argc, argv,
      {.purpose = "Trains a convolutional network on Fashion-MNIST",
       .data_set = "fashion-mnist",
       .settings = {.epochs = 10, .batch = 128, .hidden = 128, .lr = 0.004, .beta2 = 0.98},
       .network = digits::make_cnn,
       .hidden = "neurons in the linear layer before the last",
       .prepare = flipped,
       .pictures = digits::draw_features,
       .picture_files = digits::kFeatureFiles,
       .class_names = {"T-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt",
                       "sneaker", "bag", "boot"}});
}
