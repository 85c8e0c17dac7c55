// What the programs that train a convolutional network share: the network, and pictures of what it
// learned.
#pragma once
#include <gradus/cnn/augmented.h>
#include <gradus/cnn/cnn_classifier.h>

#include "../../03_layers/examples/digit_program.h"

namespace digits {

inline std::unique_ptr<nn::Module> make_cnn(const data::ImageDataset& images,
                                            const Settings& settings) {
  return std::make_unique<nn::CnnClassifier>(nn::CnnSizes{.height = images.height(),
                                                          .width = images.width(),
                                                          .hidden = settings.hidden,
                                                          .classes = images.classes()},
                                             0.3, settings.seed);
}

/// What a black pixel is after the images' normalisation.
inline float black(const data::ImageDataset& images) {
  const data::Normalization& normalization = images.normalization();
  return static_cast<float>(-normalization.mean / normalization.stddev);
}

// Numbers as grey values: the smallest black, the largest white.
inline gradus::Picture grey(const Tensor& matrix, std::string label) {
  gradus::Picture picture;
  picture.pixels = matrix.to_vector();
  const auto [low, high] = std::minmax_element(picture.pixels.begin(), picture.pixels.end());
  const double least = *low, range = std::max(*high - *low, 1e-12);
  for (double& pixel : picture.pixels) pixel = (pixel - least) / range;
  picture.height = static_cast<int>(matrix.size(0));
  picture.width = static_cast<int>(matrix.size(1));
  picture.label = std::move(label);
  return picture;
}

/// What draw_features() leaves, for --help.
constexpr const char* kFeatureFiles =
    ", the filters of the first layer (filters.svg) and what they make of one image (features.svg)";

/// The filters of the first layer, and what they make of one image.
inline void draw_features(const std::filesystem::path& folder, nn::Module& model,
                          const data::ImageDataset& test) {
  auto& cnn = dynamic_cast<nn::CnnClassifier&>(model);
  const nn::EvalMode eval(model);
  const gradus::NoGrad off;
  const Index first[] = {0};
  const Tensor image = to(test.batch(first).inputs, model.device());
  const Tensor maps = batch_norm_act(cnn.norm1, cnn.conv1(image));
  gradus::Gallery filters("The filters of the first layer", 8), features("What they see", 8);
  features.add(picture(test, 0, "the image"));
  for (Index f = 0; f < cnn.conv1.weight.size(0); ++f) {
    const std::string label = std::to_string(f + 1);
    filters.add(grey(gradus::select(gradus::select(cnn.conv1.weight, 0, f), 0, 0), label));
    features.add(grey(gradus::select(gradus::select(maps, 0, 0), 0, f), label));
  }
  filters.save(folder / "filters.svg");
  features.save(folder / "features.svg");
}

}  // namespace digits
