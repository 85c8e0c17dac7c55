#include "normalize.h"

#include <gradus/common/error.h>
#include <gradus/layers/normalization.h>
#include <gradus/tensor_autograd/elementwise.h>
#include <gradus/tensor_autograd/math.h>

namespace gradus {

NormalizeGradient normalize_gradient(const Tensor& g, const Tensor& y, const Tensor& scale,
                                     const Axes& axes) {
  // exercise: regularisation-and-normalisation/normalize-backward
  //| x_j moves y_j directly, and every y_i through the mean and through the variance:
  //| dy_i/dx_j = scale ([i = j] - 1/n - y_i y_j / n), of n numbers. So the gradient of x_j has the form
  //| scale g_j + times_y y_j + shift. Give back {times_y, shift}. mean(t, axes, true) is the mean over what is
  //| normalised together.
  return {-(scale * mean(g * y, axes, true)), -(scale * mean(g, axes, true))};
  // end exercise
}

namespace nn {
namespace {

void assign(const Tensor& buffer, const Tensor& value) {
  run_into(ops::copy, {&value.array()}, {&buffer.array()}, CopyAttributes{buffer.dtype()});
}

Tensor scaled(Tensor y, const Tensor& weight, const Tensor& bias, const Shape& shape) {
  if (weight.defined()) y = y * reshape(weight, shape);
  if (bias.defined()) y = y + reshape(bias, shape);
  return y;
}

// Moves the running statistics towards those of a batch.
void track(const Normalized& batch, Index count, const Tensor& running_mean,
           const Tensor& running_var, double momentum) {
  const NoGrad off;
  const Tensor mean = reshape(batch.mean, running_mean.shape()),
               var = reshape(batch.var, running_var.shape());
  const auto n = static_cast<double>(count);
  // exercise: regularisation-and-normalisation/running
  //| assign(tensor, value) overwrites a tensor's numbers. A part `momentum` of each running number comes from this batch,
  //| the rest stays. `var` is the mean squared distance from the mean of these n numbers, which is too small by a factor
  //| (n - 1) / n on average; the running variance stands for numbers to come, so make up for that.
  assign(running_mean, running_mean * (1 - momentum) + mean * momentum);
  assign(running_var, running_var * (1 - momentum) + var * (momentum * n / (n - 1)));
  // end exercise
}

}  // namespace

Tensor batch_norm(const Tensor& x, const Tensor& running_mean, const Tensor& running_var,
                  const Tensor& weight, const Tensor& bias, bool training, double momentum,
                  double eps) {
  const Index channels = running_mean.numel();
  if (x.dim() < 2 || x.size(1) != channels)
    fail("batch_norm: needs [N, ", channels, "] or [N, ", channels, ", ...], not ", x.shape());
  for (const Tensor* tensor : {&running_var, &weight, &bias})
    if (tensor->defined() && !(tensor->shape() == Shape{channels}))
      fail("batch_norm: weight, bias and running statistics are [", channels, "], not ",
           tensor->shape());
  Shape shape = Shape::filled(x.dim(), 1);
  shape[1] = channels;
  Axes axes{0};
  for (int axis = 2; axis < x.dim(); ++axis) axes.push_back(axis);
  const Index count = channels > 0 ? x.numel() / channels : 0;
  if (training && count < 2)
    fail("batch_norm: each channel of ", x.shape(), " has ", count,
         " values, whose variance says nothing; train on larger batches, or call eval()");
  // exercise: regularisation-and-normalisation/batch-norm
  //| training: normalize(x, axes, eps) gives y, mean and var of the batch; track(batch, count, running_mean, running_var,
  //| momentum) moves the running statistics. Otherwise the running statistics stand in for those of the batch, and nothing
  //| moves: (x - mean) / sqrt(var + eps), with running_mean and running_var reshaped to `shape`. Then scaled(y, weight,
  //| bias, shape).
  if (training) {
    const Normalized batch = normalize(x, axes, eps);
    track(batch, count, running_mean, running_var, momentum);
    return scaled(batch.y, weight, bias, shape);
  }
  const Tensor deviation = sqrt(reshape(running_var, shape) + eps);
  return scaled((x - reshape(running_mean, shape)) / deviation, weight, bias, shape);
  // end exercise
}

Tensor layer_norm(const Tensor& x, const Shape& normalized_shape, const Tensor& weight,
                  const Tensor& bias, double eps) {
  const int rank = normalized_shape.rank();
  bool fits = rank > 0 && rank <= x.dim();
  for (int i = 1; fits && i <= rank; ++i) fits = x.size(-i) == normalized_shape[rank - i];
  if (!fits) fail("layer_norm: the last sizes of ", x.shape(), " are not ", normalized_shape);
  for (const Tensor* tensor : {&weight, &bias})
    if (tensor->defined() && !(tensor->shape() == normalized_shape))
      fail("layer_norm: weight and bias are ", normalized_shape, ", not ", tensor->shape());
  // exercise: regularisation-and-normalisation/layer-norm
  //| Which axes are normalised together? The last `rank` ones; negative axes count from the end. Then
  //| scaled(y, weight, bias, normalized_shape).
  Axes axes;
  for (int axis = -rank; axis < 0; ++axis) axes.push_back(axis);
  return scaled(normalize(x, axes, eps).y, weight, bias, normalized_shape);
  // end exercise
}

}  // namespace nn
}  // namespace gradus
