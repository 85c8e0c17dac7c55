#include <gradus/common/error.h>
#include <gradus/layers/not_finite.h>
#include <gradus/layers/training.h>
#include <gradus/tensor_autograd/autograd.h>
#include <gradus/tensor_autograd/math.h>

#include <cmath>
#include <set>

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

void Trainer::loss_not_finite(double loss, const Tensor& inputs, const Tensor& targets) {
  const char* value = std::isnan(loss) ? "nan" : loss > 0 ? "inf" : "-inf";
  const std::string what =
      "trainer: the loss of step " + std::to_string(steps_ + 1) + " is " + value;
  if (!all_finite(inputs)) fail(what, ": the batch itself holds numbers that are not finite");
  for (const NamedTensor& parameter : model_.named_parameters())
    if (!all_finite(parameter.tensor))
      fail(what, ": parameter ", parameter.name, " is not finite; a lower learning rate may help");
  const std::string where =
      first_not_finite(model_, [&] { return loss_(model_(inputs), targets); });
  fail(what, ": ", where.empty() ? "the network's output grew too large" : where,
       "; a lower learning rate may help, or an input that stays in range (clamp)");
}

void check_all_trained(const Tensor& loss, const std::vector<Tensor>& parameters) {
  std::set<const Node*> seen;
  for (const Tensor& parameter : parameters) seen.insert(parameter.node());
  std::vector<const Node*> waiting{loss.node()};
  std::string forgotten;
  while (!waiting.empty()) {
    const Node* node = waiting.back();
    waiting.pop_back();
    if (!node || !seen.insert(node).second) continue;
    if (!node->rule)
      forgotten += (forgotten.empty() ? "" : ", ") + to_string(node->outputs[0].shape);
    for (const Edge& edge : node->inputs) waiting.push_back(edge.node.get());
  }
  if (!forgotten.empty())
    fail("trainer: the loss depends on tensors that the optimizer does not have: ", forgotten,
         "; is there a layer that was not registered with register_module?");
}

}  // namespace gradus::nn
