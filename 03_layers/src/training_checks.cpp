// What the trainer refuses: a loss that is no number, and a layer that the optimizer does not see.
#include <gradus/common/error.h>
#include <gradus/layers/not_finite.h>
#include <gradus/layers/training.h>
#include <gradus/tensor_autograd/autograd.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace gradus::nn {
namespace {

bool all_finite(const Tensor& tensor) {
  return std::ranges::all_of(tensor.to_vector(), [](double x) { return std::isfinite(x); });
}

}  // namespace

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
