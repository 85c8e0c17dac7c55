#include <gradus/common/error.h>
#include <gradus/layers/init.h>
#include <gradus/layers/normalization.h>
#include <gradus/tensor_autograd/creation.h>
#include <gradus/tensor_autograd/elementwise.h>

namespace gradus::nn {

BatchNorm::BatchNorm(const char* name, int least_rank, int most_rank, Index num_features,
                     const BatchNormOptions& options)
    : weight(options.affine ? &register_parameter("weight", ones({num_features})) : nullptr),
      bias(options.affine ? &register_parameter("bias", zeros({num_features})) : nullptr),
      running_mean(register_buffer("running_mean", zeros({num_features}))),
      running_var(register_buffer("running_var", ones({num_features}))),
      num_batches_tracked(register_buffer("num_batches_tracked", zeros({}, int64))),
      name_(name),
      least_rank_(least_rank),
      most_rank_(most_rank),
      options_(options) {
  if (num_features < 1) fail(name, ": num_features must be at least 1, not ", num_features);
}

Tensor BatchNorm::forward(const Tensor& input) {
  if (input.dim() < least_rank_ || input.dim() > most_rank_)
    fail(name_, ": needs ", least_rank_, " to ", most_rank_, " axes, [N, C, ...], not ",
         input.shape());
  const Tensor y = batch_norm(input, running_mean, running_var, weight ? *weight : Tensor(),
                              bias ? *bias : Tensor(), training(), options_.momentum, options_.eps);
  if (training()) {
    const Tensor one = number(1, int64, num_batches_tracked.device());
    run_into(ops::add, {&num_batches_tracked.array(), &one.array()},
             {&num_batches_tracked.array()});
  }
  return y;
}

void BatchNorm::reset_own_parameters(std::uint64_t, const std::string&) {
  if (weight) init::ones_(*weight);
  if (bias) init::zeros_(*bias);
  init::zeros_(running_mean);
  init::ones_(running_var);
  init::zeros_(num_batches_tracked);
}

LayerNorm::LayerNorm(const Shape& normalized_shape, const LayerNormOptions& options)
    : weight(options.elementwise_affine ? &register_parameter("weight", ones(normalized_shape))
                                        : nullptr),
      bias(options.elementwise_affine ? &register_parameter("bias", zeros(normalized_shape))
                                      : nullptr),
      normalized_shape_(normalized_shape),
      eps_(options.eps) {
  if (normalized_shape.rank() == 0 || numel(normalized_shape) == 0)
    fail("LayerNorm: normalized_shape must name at least one number, not ", normalized_shape);
}

Tensor LayerNorm::forward(const Tensor& input) {
  return layer_norm(input, normalized_shape_, weight ? *weight : Tensor(), bias ? *bias : Tensor(),
                    eps_);
}

void LayerNorm::reset_own_parameters(std::uint64_t, const std::string&) {
  if (weight) init::ones_(*weight);
  if (bias) init::zeros_(*bias);
}

}  // namespace gradus::nn
