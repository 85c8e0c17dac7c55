#pragma once
#include <gradus/cnn/batch_norm.h>
#include <gradus/cnn/conv2d_layer.h>
#include <gradus/layers/dropout.h>
#include <gradus/layers/linear.h>

namespace gradus::nn {

/// The sizes of a CnnClassifier.
struct CnnSizes {
  Index height = 28, width = 28;        ///< of the images, at least 4 each
  Index channels[4] = {1, 32, 32, 64};  ///< of the images, then of what each convolution gives
  Index hidden = 128;                   ///< numbers between the two linear layers
  Index classes = 10;                   ///< scores an image gets

  /// How many numbers are left of an image when it reaches the linear layers: the channels of the
  /// last convolution, times rows, times columns.
  Index flat() const;
  /// How many numbers a CnnClassifier of these sizes learns.
  Index parameters() const;
};

/// A convolutional network that tells small images apart: three blocks of convolution (3 x 3, as
/// many outputs as inputs), batch norm and ReLU, the first two with max-pooling of 2 x 2 behind
/// them; then a linear layer, ReLU, dropout and a linear layer. The parts are "conv1", "norm1", ...
/// "norm3", "fc1", "dropout" and "fc2". The convolutions have no bias, since batch norm would take
/// it away again.
class CnnClassifier : public Module {
 public:
  /// @param sizes of the images and of the layers
  /// @param dropout_share the part of the hidden numbers that is dropped while it trains
  /// @param seed of the first weights and of what is dropped
  /// @throws Error for images of fewer than 4 rows or columns, of which two poolings leave nothing
  explicit CnnClassifier(const CnnSizes& sizes, double dropout_share = 0.3, std::uint64_t seed = 0);
  /// What the last block gives: [N, channels[0], height, width] -> [N, channels[3], height / 4,
  /// width / 4], both rounded down.
  /// @param images of the size that the network was made for
  Tensor features(const Tensor& images);
  /// The scores: [N, channels[0], height, width] -> [N, classes].
  Tensor forward(const Tensor& images) override;

  Conv2d& conv1;       ///< of the first block
  BatchNorm2d& norm1;  ///< of the first block
  Conv2d& conv2;       ///< of the second block
  BatchNorm2d& norm2;  ///< of the second block
  Conv2d& conv3;       ///< of the third block
  BatchNorm2d& norm3;  ///< of the third block
  Linear& fc1;         ///< what is left of an image -> hidden
  Dropout& dropout;    ///< of the hidden numbers
  Linear& fc2;         ///< hidden -> scores
};

}  // namespace gradus::nn
