#include <gradus/cnn/cnn_classifier.h>
#include <gradus/cnn/pooling.h>
#include <gradus/common/error.h>
#include <gradus/layers/activations.h>
#include <gradus/tensor_autograd/math.h>
#include <gradus/tensor_autograd/view_ops.h>

namespace gradus::nn {
namespace {

constexpr Index kWindow = 3;  // rows, and columns, of each filter

// A convolution that keeps the size.
Conv2d convolution(Index in, Index out) { return Conv2d(in, out, kWindow, 1, kWindow / 2, false); }

const CnnSizes& checked(const CnnSizes& sizes) {
  constexpr Index kLeast = 4;
  if (sizes.height < kLeast || sizes.width < kLeast)
    fail("CnnClassifier: of images of ", sizes.height, " x ", sizes.width,
         " two poolings leave nothing; they need at least ", kLeast, " rows and columns");
  return sizes;
}

}  // namespace

Index CnnSizes::flat() const {
  // exercise: mnist-cnn/flat
  //| How many numbers has what the last block gives, for one image? Each of the two poolings leaves one row of two,
  //| and where their number is odd the last row is lost; columns likewise.
  const Index rows = height / 2 / 2, columns = width / 2 / 2;
  return channels[3] * rows * columns;
  // end exercise
}

Index CnnSizes::parameters() const {
  // exercise: mnist-cnn/parameters
  //| How many numbers are learned? Convolution i leads from channels[i] to channels[i + 1], with windows of kWindow x
  //| kWindow and no bias; batch norm has two numbers for each channel that it learns. The linear layers have biases.
  Index count = 0;
  for (int i = 0; i < 3; ++i)
    count += channels[i + 1] * (channels[i] * kWindow * kWindow) + 2 * channels[i + 1];
  return count + hidden * (flat() + 1) + classes * (hidden + 1);
  // end exercise
}

CnnClassifier::CnnClassifier(const CnnSizes& sizes, double dropout_share, std::uint64_t seed)
    : conv1(register_module("conv1", convolution(checked(sizes).channels[0], sizes.channels[1]))),
      norm1(register_module("norm1", BatchNorm2d(sizes.channels[1]))),
      conv2(register_module("conv2", convolution(sizes.channels[1], sizes.channels[2]))),
      norm2(register_module("norm2", BatchNorm2d(sizes.channels[2]))),
      conv3(register_module("conv3", convolution(sizes.channels[2], sizes.channels[3]))),
      norm3(register_module("norm3", BatchNorm2d(sizes.channels[3]))),
      fc1(register_module("fc1", Linear(sizes.flat(), sizes.hidden))),
      dropout(register_module("dropout", Dropout(dropout_share))),
      fc2(register_module("fc2", Linear(sizes.hidden, sizes.classes))) {
  reset_parameters(seed);
}

Tensor CnnClassifier::features(const Tensor& images) {
  // exercise: mnist-cnn/features
  //| The three blocks, made of conv1 to conv3 and norm1 to norm3. Batch norm and ReLU in one pass is batch_norm_act;
  //| the first two blocks end with max-pooling, whose windows are 2 x 2 unless told.
  Tensor x = max_pool2d(batch_norm_act(norm1, conv1(images)));
  x = max_pool2d(batch_norm_act(norm2, conv2(x)));
  return batch_norm_act(norm3, conv3(x));
  // end exercise
}

Tensor CnnClassifier::forward(const Tensor& images) {
  // exercise: mnist-cnn/scores
  //| From the features to the scores: one row of numbers for each image (gradus::flatten(x, 1) joins all axes from axis 1
  //| on), then fc1, ReLU, dropout and fc2. The loss takes the scores as they are.
  const Tensor x = gradus::flatten(features(images), 1);
  return fc2(dropout(relu(fc1(x))));
  // end exercise
}

}  // namespace gradus::nn
