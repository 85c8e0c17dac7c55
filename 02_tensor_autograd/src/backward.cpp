// Going through the graph backward.
#include <gradus/common/error.h>
#include <gradus/tensor_autograd/autograd.h>
#include <gradus/tensor_autograd/creation.h>
#include <gradus/tensor_autograd/elementwise.h>

#include <algorithm>
#include <atomic>

#include "tensor_body.h"

namespace gradus {
namespace {

constinit std::atomic<std::uint64_t> next_pass{1};

// A sum of gradients is a sum: each summand gets the whole upstream gradient.
const Rule sum_of_gradients{"add", &ops::add, 0, 0, [](BackwardCall& call) {
                              call.give(0, call.grad());
                              call.give(1, call.grad());
                            }};

// Adds a gradient to what has arrived already.
void accumulate(Tensor& slot, const Tensor& gradient) {
  // exercise: tensor-backward/accumulate
  //| `slot` is not defined while nothing has arrived. A value that is used several times receives several gradients;
  //| what is the gradient of the whole? apply(sum_of_gradients, {&a, &b}) adds two tensors.
  slot = slot.defined() ? apply(sum_of_gradients, {&slot, &gradient}) : gradient;
  // end exercise
}

// Whether the gradients that arrive at a node stay with it, so that grad() gives them later.
bool keeps_gradients(const Node& node) {
  // exercise: tensor-backward/keep
  //| Every node of the graph is reached, also those of all temporaries. Only a leaf, which has no `rule`, keeps what
  //| arrives; and a computed value whose retain_grad() was called (node.retain_grad).
  return !node.rule || node.retain_grad;
  // end exercise
}

// All nodes that `root` was made from, itself included, newest first: an order in which every node
// comes after all nodes that use it.
std::vector<Ref<Node>> newest_first(Node* root) {
  const std::uint64_t pass = next_pass.fetch_add(1);
  std::vector<Ref<Node>> found;
  // exercise: tensor-backward/newest-first
  //| Collect every node that can be reached from root through `inputs`, each once (its `mark` tells: set it to `pass`
  //| when you first see it), without recursion, which would overflow the stack on a long chain. `found` itself can
  //| serve as the list of nodes whose inputs are still to be looked at. Then sort by `sequence`, largest first: nodes
  //| are numbered as they are created, and nothing can be made from what does not exist yet.
  found.emplace_back(root);
  root->mark = pass;
  for (std::size_t i = 0; i < found.size(); ++i) {
    for (int k = 0; k < found[i]->inputs.size(); ++k) {
      const Ref<Node> input = found[i]->inputs[k].node;
      if (!input || input->mark == pass) continue;
      input->mark = pass;
      found.push_back(input);
    }
  }
  std::sort(found.begin(), found.end(),
            [](const Ref<Node>& a, const Ref<Node>& b) { return a->sequence > b->sequence; });
  return found;
  // end exercise
}

// The gradients wanted by grad(): which output of which node, and where the result goes.
struct Wanted {
  Node* node;
  int output;
  Tensor* result;
};

void release(Node& node) {
  for (SavedTensor& saved : node.saved_inputs) saved.tensor = Tensor();
  for (SavedTensor& saved : node.saved_outputs) saved.tensor = Tensor();
  node.released = true;
}

void run_backward(const Tensor& root, const Tensor& upstream, const BackwardOptions& options,
                  const std::vector<Wanted>* wanted) {
  const GradMode mode(options.create_graph);
  const bool keep = options.retain_graph || options.create_graph;
  std::vector<Ref<Node>> nodes = newest_first(root.node());
  for (const Ref<Node>& node : nodes)
    if (node->rule && node->released)
      fail("backward: the graph of ", node->rule->name,
           " was freed by an earlier backward; pass retain_graph for a second pass");
  accumulate(root.node()->upstream[static_cast<std::size_t>(root.output_index())],
             check_upstream(root, upstream));

  try {
    for (Ref<Node>& node : nodes) {
      if (node->on_gradient)
        for (int i = 0; i < node->outputs.size(); ++i) {
          Tensor& arrived = node->upstream[static_cast<std::size_t>(i)];
          if (arrived.defined()) arrived = node->on_gradient(i, arrived);
        }
      if (wanted)
        for (const Wanted& want : *wanted)
          if (want.node == node.get())
            *want.result = node->upstream[static_cast<std::size_t>(want.output)];
      bool reached = false;
      for (int i = 0; i < node->outputs.size(); ++i) {
        Tensor& arrived = node->upstream[static_cast<std::size_t>(i)];
        if (!arrived.defined()) continue;
        reached = true;
        if (wanted || !keeps_gradients(*node)) continue;
        Tensor& grad = node->grad[static_cast<std::size_t>(i)];
        accumulate(grad, arrived);
        if (!node->rule) arrived = Tensor();
        if (!options.create_graph) grad = own(std::move(grad));
      }
      if (node->rule && reached) {
        BackwardCall call(*node);
        node->rule->backward(call);
      }
      for (Tensor& arrived : node->upstream) arrived = Tensor();
      if (node->rule && !keep) release(*node);
      node = nullptr;
    }
  } catch (...) {  // leave no half-finished pass behind
    for (const Ref<Node>& node : nodes)
      if (node) node->upstream.fill(Tensor());
    throw;
  }
}

}  // namespace

void backward(const Tensor& root, const Tensor& upstream, const BackwardOptions& options) {
  const Tensor gradient = check_upstream(root, upstream);
  run_backward(root, gradient, options, nullptr);
}

std::vector<Tensor> grad(const Tensor& root, const std::vector<Tensor>& inputs,
                         const Tensor& upstream, const BackwardOptions& options) {
  const Tensor gradient = check_upstream(root, upstream);
  std::vector<Tensor> results(inputs.size());
  std::vector<Wanted> wanted;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (!inputs[i].requires_grad()) fail("grad: input ", i, " does not require a gradient");
    wanted.push_back({inputs[i].node(), inputs[i].output_index(), &results[i]});
  }
  run_backward(root, gradient, options, &wanted);
  return results;
}

void BackwardCall::give(int i, const Tensor& gradient) {
  if (!needs(i)) return;
  const Edge& edge = node_.inputs[i];
  const NodeOutput& input = input_info(i);
  if (!(gradient.shape() == input.shape) || !(gradient.dtype() == input.dtype))
    fail(node_.rule->name, ": its rule gave a gradient of ", gradient.shape(), " ",
         gradient.dtype(), " for input ", i, ", which is ", input.shape, " ", input.dtype);
  accumulate(edge.node->upstream[static_cast<std::size_t>(edge.output)], gradient);
}

}  // namespace gradus
