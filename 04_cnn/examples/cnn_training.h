// The convolutional network for small grey images, and pictures of what it learned.
#pragma once
#include <gradus/cnn/augmented.h>
#include <gradus/cnn/batch_norm.h>
#include <gradus/cnn/conv2d_layer.h>
#include <gradus/cnn/pooling.h>
#include <gradus/layers/dropout.h>

#include "../../03_layers/examples/digit_program.h"

namespace digits {

/// Three times convolution, batch norm, ReLU, twice with pooling after it, then two linear layers.
struct Cnn : nn::Module {
  nn::Conv2d& conv1 = register_module("conv1", nn::Conv2d(1, 32, 3, 1, 1, false));
  nn::BatchNorm2d& norm1 = register_module("norm1", nn::BatchNorm2d(32));
  nn::Conv2d& conv2 = register_module("conv2", nn::Conv2d(32, 32, 3, 1, 1, false));
  nn::BatchNorm2d& norm2 = register_module("norm2", nn::BatchNorm2d(32));
  nn::Conv2d& conv3 = register_module("conv3", nn::Conv2d(32, 64, 3, 1, 1, false));
  nn::BatchNorm2d& norm3 = register_module("norm3", nn::BatchNorm2d(64));
  nn::Linear& fc1;
  nn::Dropout& dropout = register_module("dropout", nn::Dropout(0.3));
  nn::Linear& fc2;

  Cnn(Index rows, Index columns, Index hidden, Index classes, std::uint64_t seed)
      : fc1(register_module("fc1", nn::Linear(64 * (rows / 4) * (columns / 4), hidden))),
        fc2(register_module("fc2", nn::Linear(hidden, classes))) {
    reset_parameters(seed);
  }
  Tensor forward(const Tensor& images) override {
    Tensor x = nn::max_pool2d(batch_norm_act(norm1, conv1(images)));
    x = nn::max_pool2d(batch_norm_act(norm2, conv2(x)));
    x = batch_norm_act(norm3, conv3(x));
    return fc2(dropout(relu(fc1(gradus::flatten(x, 1)))));
  }
};

inline std::unique_ptr<nn::Module> make_cnn(const data::ImageDataset& images,
                                            const Settings& settings) {
  return std::make_unique<Cnn>(images.height(), images.width(), settings.hidden, images.classes(),
                               settings.seed);
}

/// What a black pixel is after the images' normalisation.
inline float black(const data::ImageDataset& images) {
  const data::Normalization& normalization = images.normalization();
  return static_cast<float>(-normalization.mean / normalization.stddev);
}

// Numbers as grey values: the smallest black, the largest white.
inline gradus::Picture grey(const Tensor& matrix, std::string label) {
  gradus::Picture picture;
  picture.pixels = gradus::to_vector<double>(matrix.array());
  const auto [low, high] = std::minmax_element(picture.pixels.begin(), picture.pixels.end());
  const double least = *low, range = std::max(*high - *low, 1e-12);
  for (double& pixel : picture.pixels) pixel = (pixel - least) / range;
  picture.height = static_cast<int>(matrix.size(0));
  picture.width = static_cast<int>(matrix.size(1));
  picture.label = std::move(label);
  return picture;
}

/// The filters of the first layer, and what they make of one image.
inline void draw_features(const std::filesystem::path& folder, nn::Module& model,
                          const data::ImageDataset& test) {
  auto& cnn = dynamic_cast<Cnn&>(model);
  const nn::EvalMode eval(model);
  const gradus::NoGrad off;
  const Index first[] = {0};
  const Tensor image = test.batch(first).inputs;
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
