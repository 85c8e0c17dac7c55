#include <gradus/common/error.h>
#include <gradus/layers/training.h>
#include <gradus/tensor_autograd/autograd.h>
#include <gradus/tensor_autograd/math.h>

#include <cmath>

namespace gradus::nn {

double Trainer::step(const Tensor& inputs, const Tensor& targets, Index micro_batches) {
  const Index count = inputs.size(0);
  if (micro_batches < 1 || count % micro_batches != 0)
    fail("trainer: a batch of ", count, " cannot be split in ", micro_batches, " equal parts");
  const Index part = count / micro_batches;
  // exercise: training-loop/step
  //| Forget the gradients of the last step. Let every micro-batch add its own: backward_on(inputs, targets, weight)
  //| adds the gradient of `weight` times a micro-batch's mean loss, and gives that product. With which weight is the sum
  //| the gradient of the whole batch's mean loss? slice(tensor, 0, from, to) takes samples out of a batch. When the
  //| gradient is complete, let before_update_() have it; then update, count the step, and return the loss of the whole batch.
  optimizer_.zero_grad();
  double loss = 0;
  for (Index i = 0; i < micro_batches; ++i)
    loss += backward_on(slice(inputs, 0, i * part, (i + 1) * part),
                        slice(targets, 0, i * part, (i + 1) * part),
                        1 / static_cast<double>(micro_batches));
  before_update_();
  optimizer_.step();
  ++steps_;
  return loss;
  // end exercise
}

double Trainer::backward_on(const Tensor& inputs, const Tensor& targets, double weight) {
  Tensor loss = loss_(model_(inputs), targets);
  if (weight != 1) loss = loss * weight;
  const double value = loss.item();
  if (!std::isfinite(value)) loss_not_finite(value, inputs, targets);
  if (steps_ == 0) check_all_trained(loss, optimizer_.parameters());
  backward(loss);
  return value;
}

}  // namespace gradus::nn
