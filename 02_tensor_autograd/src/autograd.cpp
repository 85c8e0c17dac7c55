// Building the graph: what happens when an operation is called on tensors. The other direction is
// in backward.cpp.
#include <gradus/tensor_autograd/autograd.h>

#include <gradus/common/error.h>

#include <atomic>

#include "tensor_body.h"

namespace gradus {
namespace {

constinit thread_local bool enabled = true;
constinit thread_local AutocastHook autocast_hook = nullptr;
constinit std::atomic<std::uint64_t> next_sequence{1};
constinit std::atomic<std::int64_t> node_count{0};

bool wants_graph(std::span<const Tensor* const> inputs) {
  if (!enabled) return false;
  for (const Tensor* input : inputs)
    if (input->requires_grad()) return true;
  return false;
}

// The node of one call, with its edges and the inputs that the rule asked for.
Ref<Node> make_node(const Rule& rule, std::span<const Tensor* const> inputs,
                    const Attributes& attributes) {
  Ref<Node> node(new Node);
  node->rule = &rule;
  node->attributes = attributes;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const Tensor& input = *inputs[i];
    check_current(input, rule.name);
    const Ref<TensorBody>& body = GraphAccess::body(input);
    node->inputs.push_back({body->node, body->output_index});
    if (!(rule.saved_inputs >> i & 1)) continue;
    const bool is_leaf = body->node && !body->node->rule;
    const Array& array = input.array();
    node->saved_inputs[i] = {can_recompute(input) ? Tensor(Array{{}, array.layout, array.dtype})
                             : is_leaf            ? input
                                                  : GraphAccess::same_place(input),
                             array.storage->version()};
  }
  return node;
}

void add_output(const Ref<Node>& node, Tensor& output) {
  const int index = node->outputs.size();
  node->outputs.push_back({output.shape(), output.dtype(), output.device()});
  if (!info(output.dtype()).is_floating_point) return;  // whole numbers have no gradient
  // The node keeps its own handle without the graph: a handle with it would hold the node, and
  // never go away.
  if (node->rule->saved_outputs >> index & 1)
    node->saved_outputs[static_cast<std::size_t>(index)] = {output.detach(),
                                                            output.array().storage->version()};
  GraphAccess::attach(output, node, index);
}

Outputs compute(const Rule& rule, std::span<const Tensor* const> inputs,
                const Attributes& attributes) {
  const Array* arrays[kMaxInputs];
  if (inputs.size() > kMaxInputs) fail(rule.name, ": more than ", kMaxInputs, " inputs");
  for (std::size_t i = 0; i < inputs.size(); ++i) arrays[i] = &inputs[i]->array();
  return run(*rule.op, {arrays, inputs.size()}, attributes);
}

}  // namespace

Node::Node() : sequence(next_sequence.fetch_add(1, std::memory_order_relaxed)) {
  node_count.fetch_add(1, std::memory_order_relaxed);
}
Node::~Node() { node_count.fetch_sub(1, std::memory_order_relaxed); }

void Node::destroy(Node* node) {
  // Deleting a node drops its inputs, which calls this function again: that call only puts its node
  // on the list. The list has no destructor: a tensor in a global variable is freed after those.
  static constinit thread_local Node* waiting = nullptr;
  static constinit thread_local bool busy = false;
  node->next_to_free = std::exchange(waiting, node);
  if (busy) return;
  busy = true;
  while (waiting) {
    Node* next = waiting;
    waiting = next->next_to_free;
    delete next;
  }
  busy = false;
}

std::vector<Tensor> apply_all(const Rule& rule, std::span<const Tensor* const> inputs,
                              const Attributes& attributes) {
  if (autocast_hook) {
    std::vector<Tensor> exchanged;
    for (const Tensor* input : inputs) exchanged.push_back(*input);
    // The casts themselves are left alone.
    struct Restore {
      AutocastHook hook = std::exchange(autocast_hook, nullptr);
      ~Restore() { autocast_hook = hook; }
    } const suspended;
    suspended.hook(rule, exchanged);
    std::vector<const Tensor*> pointers;
    for (const Tensor& input : exchanged) pointers.push_back(&input);
    return apply_all(rule, pointers, attributes);
  }
  std::vector<Tensor> outputs;
  for (Array& array : compute(rule, inputs, attributes)) outputs.emplace_back(std::move(array));
  if (wants_graph(inputs)) {
    const Ref<Node> node = make_node(rule, inputs, attributes);
    for (Tensor& output : outputs) add_output(node, output);
  }
  return outputs;
}

Tensor apply(const Rule& rule, std::initializer_list<const Tensor*> inputs,
             const Attributes& attributes) {
  const std::span<const Tensor* const> all(inputs.begin(), inputs.size());
  if (autocast_hook) return apply_all(rule, all, attributes)[0];
  Tensor output(std::move(compute(rule, all, attributes)[0]));
  if (wants_graph(all)) add_output(make_node(rule, all, attributes), output);
  return output;
}

Tensor apply_view(const Rule& rule, const Tensor& input, const Layout& layout,
                  const Attributes& attributes) {
  return apply_moved(rule, input, input.array().with(layout), attributes);
}

Tensor apply_moved(const Rule& rule, const Tensor& input, Array elements,
                   const Attributes& attributes) {
  Tensor output(std::move(elements));
  const Tensor* inputs[] = {&input};
  if (wants_graph(inputs)) add_output(make_node(rule, inputs, attributes), output);
  return output;
}

bool grad_enabled() { return enabled; }
GradMode::GradMode(bool on) : before_(std::exchange(enabled, on)) {}
GradMode::~GradMode() { enabled = before_; }
AutocastHook set_autocast_hook(AutocastHook hook) { return std::exchange(autocast_hook, hook); }
std::int64_t live_nodes() { return node_count.load(); }

}  // namespace gradus
