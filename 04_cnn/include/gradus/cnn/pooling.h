#pragma once
#include <gradus/cnn/pool_window.h>
#include <gradus/layers/module.h>
#include <gradus/tensor_autograd/operation.h>

namespace gradus {

namespace ops {
/// Takes, for each window, the number of the first input that stands where the second input is
/// largest in that window (the first place of those, row after row; a NaN counts as largest).
/// Inputs: [N, C, H, W] twice. max_pool2d(x) is max_pick2d(x, x).
extern Operation max_pick2d;
/// The other way round: puts each number of the first input, [N, C, out rows, out columns], where
/// the second one, [N, C, H, W], is largest in its window, and adds where windows overlap.
extern Operation max_place2d;
/// The average of each window of [N, C, H, W].
extern Operation avg_pool2d;
/// The other way round: spreads each number of [N, C, out rows, out columns] over its window in
/// images of the attributes' `size`, divided as the average was, and adds where windows overlap.
extern Operation avg_spread2d;
}  // namespace ops

namespace nn {

/// Settings of max_pool2d() and avg_pool2d(); [0] for rows, [1] for columns.
struct Pool2dOptions {
  Index kernel[2] = {2, 2};       ///< size of a window
  Index stride[2] = {0, 0};       ///< how far it moves; 0: as far as it is large
  Index padding[2] = {0, 0};      ///< how far it sticks out, at most half its size
  bool count_include_pad = true;  ///< averages only: whether places outside count, as zeros
};

/// The largest number of each window: [N, C, H, W] -> [N, C, out, out], out = floor((size + 2
/// padding - kernel) / stride) + 1. Places outside of the image never win. The gradient goes to the
/// place that won, the first of equals.
/// @param images may also be [C, H, W]
/// @param options window, stride, padding
/// @throws Error where a window does not fit
Tensor max_pool2d(const Tensor& images, const Pool2dOptions& options = {});

/// The mean of each window; shapes as for max_pool2d().
/// `images` and `options` as there.
Tensor avg_pool2d(const Tensor& images, const Pool2dOptions& options = {});

/// The mean of windows of about equal size that give `rows` x `columns` outputs, whatever the size
/// of the images; window i goes from floor(i size / count) to ceil((i + 1) size / count).
/// @param images [N, C, H, W] or [C, H, W]
Tensor adaptive_avg_pool2d(const Tensor& images, Index rows, Index columns);

/// max_pool2d() as a layer.
class MaxPool2d : public Module {
 public:
  /// @param options window, stride, padding
  explicit MaxPool2d(const Pool2dOptions& options = {}) : options_(options) {}
  /// Square windows. @param kernel size
  /// @param stride how far they move; 0: as far as they are large
  explicit MaxPool2d(Index kernel, Index stride = 0, Index padding = 0);
  Tensor forward(const Tensor& input) override { return max_pool2d(input, options_); }

 private:
  Pool2dOptions options_;
};

/// avg_pool2d() as a layer.
class AvgPool2d : public Module {
 public:
  /// @param options window, stride, padding
  explicit AvgPool2d(const Pool2dOptions& options = {}) : options_(options) {}
  /// Square windows. @param kernel size
  /// @param stride how far they move; 0: as far as they are large
  explicit AvgPool2d(Index kernel, Index stride = 0, Index padding = 0);
  Tensor forward(const Tensor& input) override { return avg_pool2d(input, options_); }

 private:
  Pool2dOptions options_;
};

/// adaptive_avg_pool2d() as a layer; with 1 x 1 the global average of each channel.
class AdaptiveAvgPool2d : public Module {
 public:
  /// @param rows of the output
  /// @param columns of the output
  explicit AdaptiveAvgPool2d(Index rows = 1, Index columns = 1) : rows_(rows), columns_(columns) {}
  Tensor forward(const Tensor& input) override {
    return adaptive_avg_pool2d(input, rows_, columns_);
  }

 private:
  Index rows_, columns_;
};

}  // namespace nn
}  // namespace gradus
