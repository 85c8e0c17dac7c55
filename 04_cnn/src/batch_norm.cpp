#include <gradus/cnn/batch_norm.h>
#include <gradus/common/error.h>
#include <gradus/tensor_autograd/autograd.h>
#include <gradus/tensor_autograd/creation.h>
#include <gradus/tensor_autograd/elementwise.h>
#include <gradus/tensor_autograd/math.h>
#include <gradus/tensor_autograd/view_ops.h>

#include <vector>

namespace gradus {
namespace {

// What the rule kept: x, weight, bias, mean, var, and perhaps the residual.
std::vector<Tensor> kept(BackwardCall& call) {
  std::vector<Tensor> result{call.input(0), call.input(1), call.input(2), call.output(1),
                             call.output(2)};
  if (call.attributes<BatchNormRowsAttributes>().added) result.push_back(call.input(3));
  return result;
}
Outputs run_on(const Operation& op, const std::vector<Tensor>& tensors,
               const BatchNormRowsAttributes& settings) {
  std::vector<const Array*> inputs;
  for (const Tensor& tensor : tensors) inputs.push_back(&tensor.array());
  return run(op, inputs, settings);
}

// y, which nobody keeps: the next convolution asks for it when its gradient is computed.
Tensor again(BackwardCall& call) {
  return Tensor(
      run_on(ops::batch_norm_again, kept(call), call.attributes<BatchNormRowsAttributes>())[0]);
}

// The gradients by the fused kernel; those of outputs that nobody differentiates again.
void give_fused(BackwardCall& call, BatchNormRowsAttributes settings) {
  std::vector<Tensor> inputs = kept(call);
  inputs.insert(inputs.begin(), contiguous(call.grad()));
  settings.residual = call.needs(3);
  const Outputs out = run_on(ops::batch_norm_rows_backward, inputs, settings);
  if (call.needs(0)) call.give(0, Tensor(out[0]));
  for (int i = 0; i < 2; ++i)
    if (call.needs(1 + i))
      call.give(1 + i, Tensor(out[1].with(views::select(out[1].layout, 0, i))));
  if (call.needs(3)) call.give(3, Tensor(out[2]));
}

// The same of tensor operations, which can be differentiated again.
void give_composed(BackwardCall& call, const BatchNormRowsAttributes& settings) {
  const Tensor g = call.grad(), weight = call.input(1);
  const Tensor u = settings.relu ? relu_backward(g, again(call)) : g;
  const nn::Normalized n = nn::normalize(call.input(0), {0}, settings.eps);
  const Tensor scale = weight / sqrt(n.var + settings.eps);
  if (call.needs(0))
    call.give(0, scale * (u - mean(u, {0}, true) - n.y * mean(u * n.y, {0}, true)));
  if (call.needs(1)) call.give(1, sum(u * n.y, {0}));
  if (call.needs(2)) call.give(2, sum(u, {0}));
  if (call.needs(3)) call.give(3, u);
}

const Rule batch_norm_rule{"batch_norm",
                           &ops::batch_norm_rows,
                           15,
                           6,
                           [](BackwardCall& call) {
                             const auto& settings = call.attributes<BatchNormRowsAttributes>();
                             if (grad_enabled())
                               give_composed(call, settings);
                             else
                               give_fused(call, settings);
                           },
                           again};

const Rule affine_rule{"affine", &ops::affine_rows, 3, 1, [](BackwardCall& call) {
                         const Tensor g = call.grad(), x = call.input(0), scale = call.input(1);
                         const Tensor u = call.attributes<BatchNormRowsAttributes>().relu
                                              ? relu_backward(g, call.output())
                                              : g;
                         if (call.needs(0)) call.give(0, u * scale);
                         if (call.needs(1)) call.give(1, sum(u * x, {0}));
                         if (call.needs(2)) call.give(2, sum(u, {0}));
                         if (call.needs(3)) call.give(3, u);
                       }};

// Images as a matrix with a row for each pixel, and back.
Tensor as_rows(const Tensor& images) {
  // exercise: batch-norm-2d/rows
  //| [N, C, H, W] becomes [N H W, C]: a row for each pixel of each image, a column for each channel. permute(x, axes),
  //| contiguous(x) (the numbers in the order of the axes; no copy where they lie so) and reshape(x, shape) are there; one
  //| size of the shape may be -1.
  return reshape(contiguous(permute(images, {0, 2, 3, 1})), {-1, images.size(1)});
  // end exercise
}
Tensor as_images(const Tensor& rows, const Shape& shape) {
  return permute(reshape(rows, {shape[0], shape[2], shape[3], shape[1]}), {0, 3, 1, 2});
}

// running = (1 - momentum) running + momentum batch.
void move_towards(const Tensor& running, const Tensor& batch, double momentum) {
  const Tensor moved = running * (1 - momentum) + batch * momentum;
  run_into(ops::copy, {&moved.array()}, {&running.array()}, CopyAttributes{running.dtype()});
}

void track(const nn::BatchNorm2d& norm, const Tensor& mean, const Tensor& var, Index count) {
  const NoGrad off;
  const auto n = static_cast<double>(count);
  // exercise: batch-norm-2d/track
  //| move_towards(running, value, norm.momentum) takes a part of the way. Mean and variance are those of n numbers; the
  //| variance is the biased one, and the running one stands for numbers to come.
  move_towards(norm.running_mean, mean, norm.momentum);
  move_towards(norm.running_var, var * (n / (n - 1)), norm.momentum);
  // end exercise
  const Tensor one = number(1, int64, norm.num_batches_tracked.device());
  run_into(ops::add, {&norm.num_batches_tracked.array(), &one.array()},
           {&norm.num_batches_tracked.array()});
}

// y = x scale + shift, for each channel.
struct Affine {
  Tensor scale, shift;
};
Affine running_affine(const nn::BatchNorm2d& norm, const Tensor& weight, const Tensor& bias) {
  // exercise: batch-norm-2d/evaluation
  //| In evaluation y = (x - running_mean) / sqrt(running_var + eps) * weight + bias is one multiplication and one
  //| addition for each channel: y = x scale + shift. Give back {scale, shift}; norm has running_mean, running_var and
  //| eps.
  const Tensor scale = weight / sqrt(norm.running_var + norm.eps);
  return {scale, bias - norm.running_mean * scale};
  // end exercise
}

}  // namespace

namespace nn {

Tensor BatchNorm2d::forward(const Tensor& input) { return batch_norm_act(*this, input, {}, false); }

Tensor batch_norm_act(BatchNorm2d& norm, const Tensor& x, const Tensor& residual, bool with_relu) {
  const Index channels = norm.running_mean.numel();
  if (x.dim() != 4 || x.size(1) != channels)
    fail("BatchNorm2d: needs [N, ", channels, ", H, W], not ", x.shape());
  if (residual.defined() && !(residual.shape() == x.shape()))
    fail("BatchNorm2d: a residual of ", residual.shape(), " cannot be added to ", x.shape());
  const Index count = channels > 0 ? x.numel() / channels : 0;
  if (norm.training() && count < 2)
    fail("BatchNorm2d: each channel of ", x.shape(), " has ", count,
         " values, whose variance says nothing; train on larger batches, or call eval()");
  const BatchNormRowsAttributes settings{norm.eps, with_relu, residual.defined()};
  const Tensor rows = as_rows(x), added = residual.defined() ? as_rows(residual) : Tensor();
  const Tensor weight = norm.weight ? contiguous(*norm.weight) : ones({channels}, x.dtype());
  const Tensor bias = norm.bias ? contiguous(*norm.bias) : zeros({channels}, x.dtype());
  std::vector<const Tensor*> inputs{&rows, &weight, &bias};
  if (residual.defined()) inputs.push_back(&added);
  if (norm.training()) {
    const std::vector<Tensor> out = apply_all(batch_norm_rule, inputs, settings);
    track(norm, out[1], out[2], count);
    return as_images(out[0], x.shape());
  }
  const Affine affine = running_affine(norm, weight, bias);
  inputs[1] = &affine.scale;
  inputs[2] = &affine.shift;
  return as_images(apply_all(affine_rule, inputs, settings)[0], x.shape());
}

}  // namespace nn
}  // namespace gradus
