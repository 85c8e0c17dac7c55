#pragma once
#include <gradus/tensor_autograd/operation.h>
#include <gradus/tensor_autograd/tensor.h>

#include <array>
#include <functional>
#include <span>
#include <vector>

namespace gradus {

class BackwardCall;

/// How gradients flow back through an operation: what to keep from the forward pass, and the rule
/// itself, which is written with tensor operations wherever that is not much slower, so that it can
/// be differentiated again. Rules are global objects that never go away.
// [rule]
struct Rule {
  const char* name;                      ///< what drawings and messages call it
  const Operation* op;                   ///< the operation; null for a view
  unsigned saved_inputs;                 ///< bit i: the rule needs input i
  unsigned saved_outputs;                ///< bit i: the rule needs output i
  void (*backward)(BackwardCall& call);  ///< the rule itself
  /// Computes output 0 again from what was saved, so that no node has to keep it; null: it is kept
  Tensor (*recompute)(BackwardCall& call) = nullptr;
};
// [rule]

/// A tensor that a node keeps for its rule, with the version its memory had then.
struct SavedTensor {
  Tensor tensor;
  std::uint32_t version = 0;
};

/// An edge of the graph: output `output` of `node` went into an operation. Null where no gradient
/// is wanted.
struct Edge {
  Ref<Node> node;
  int output = 0;
};

/// The most inputs that an operation may have.
inline constexpr int kMaxInputs = 6;

/// What a node remembers about one of its outputs.
struct NodeOutput {
  Shape shape;
  DType dtype = float32;
  Device device = cpu;
};

/// A node of the graph: one call of an operation, or a leaf that collects a gradient (`rule` is
/// null).
struct Node : RefCounted {
  const Rule* rule = nullptr;
  std::uint64_t sequence = 0;  ///< creation order: a node comes after everything it was made from
  std::uint64_t mark = 0;      ///< the last backward pass that visited the node
  bool released = false;       ///< what the rule needs was given back already
  bool retain_grad = false;    ///< keep the gradient, though this is no leaf
  InlineVector<Edge, kMaxInputs> inputs;               ///< where its gradients go
  InlineVector<NodeOutput, kMaxOutputs> outputs;       ///< what it made
  std::array<SavedTensor, kMaxInputs> saved_inputs;    ///< what its rule needs of them
  std::array<SavedTensor, kMaxOutputs> saved_outputs;  ///< likewise
  std::array<Tensor, kMaxOutputs> upstream;  ///< gradients on their way, during a backward pass
  std::array<Tensor, kMaxOutputs> grad;      ///< collected gradients
  Attributes attributes;
  /// Where somebody wants to see the gradients of its outputs: called with the number of the output
  /// and its gradient when that is complete; gives back the one to go on with.
  std::function<Tensor(int, const Tensor&)> on_gradient;
  Node* next_to_free = nullptr;  ///< while it waits for that

  Node();
  ~Node();
  /// Frees a node; chains of nodes are freed one after the other, not by recursion.
  static void destroy(Node* node);
};

/// What a backward rule sees of its node.
class BackwardCall {
 public:
  BackwardCall(Node& node) : node_(node) {}
  /// The gradient of the loss with respect to output i.
  /// Zeros when nothing flowed to this output (operations with several outputs).
  Tensor grad(int i = 0) const;
  /// Input i as it was in the forward pass. @throws Error when it was changed in place since
  Tensor input(int i) const;
  /// Output i likewise.
  Tensor output(int i = 0) const;
  /// The settings of the call. @throws Error when they are not a T
  template <class T>
  const T& attributes() const {
    return node_.attributes.as<T>();
  }
  /// Whether input i wants a gradient; the rule may leave the others out.
  bool needs(int i) const { return static_cast<bool>(node_.inputs[i].node); }
  /// Shape, dtype and device of input i, which must want a gradient.
  const NodeOutput& input_info(int i) const;
  /// Hands on the gradient for input i. @throws Error when its shape is not that of the input
  void give(int i, const Tensor& gradient);

 private:
  Tensor unpack(const SavedTensor& saved) const;
  Node& node_;
};

/// Runs an operation on tensors: computes the outputs and, where gradients are on and an input
/// wants one, adds a node.
/// @throws Error where inputs do not fit
/// @param inputs in the operation's order
std::vector<Tensor> apply_all(const Rule& rule, std::span<const Tensor* const> inputs,
                              const Attributes& attributes = {});
/// The same for an operation with one output.
/// `inputs` as there.
Tensor apply(const Rule& rule, std::initializer_list<const Tensor*> inputs,
             const Attributes& attributes = {});
/// A view of a tensor: other layout, same memory, and a node that remembers it.
/// `input` is the tensor that is viewed.
Tensor apply_view(const Rule& rule, const Tensor& input, const Layout& layout,
                  const Attributes& attributes = {});
/// A tensor of elements that are those of `input` in another place, with a node that remembers it.
Tensor apply_moved(const Rule& rule, const Tensor& input, Array elements,
                   const Attributes& attributes = {});

/// Settings of backward.
struct BackwardOptions {
  bool retain_graph = false;  ///< keep what a second pass over the same graph needs
  bool create_graph =
      false;  ///< record the backward pass itself, so that gradients can be differentiated
};

/// Adds the gradient of `root` with respect to every leaf to that leaf's grad.
/// @param upstream the gradient of the loss with respect to `root`; left out: 1, and `root` must be
/// a single number
/// @throws Error when `root` does not depend on a leaf that requires a gradient, when shapes do not
/// fit, or when the graph was freed by an earlier pass
/// @param options what to keep and to record
void backward(const Tensor& root, const Tensor& upstream = {}, const BackwardOptions& options = {});

/// The gradients of `root` with respect to `inputs`, without touching any leaf's grad. An input
/// that `root` does not depend on gets an undefined tensor.
/// `upstream` and `options` as for backward().
std::vector<Tensor> grad(const Tensor& root, const std::vector<Tensor>& inputs,
                         const Tensor& upstream = {}, const BackwardOptions& options = {});

/// Whether operations on this thread add to the graph.
bool grad_enabled();
/// Switches the graph off (or on) until the end of a scope: `NoGrad guard;`
class GradMode {
 public:
  /// @param enabled whether operations add to the graph from here on
  explicit GradMode(bool enabled);
  ~GradMode();
  GradMode(const GradMode&) = delete;
  GradMode& operator=(const GradMode&) = delete;

 private:
  bool before_;
};
/// Switches the graph off until the end of a scope.
struct NoGrad : GradMode {
  NoGrad() : GradMode(false) {}
};

/// May exchange the inputs of an operation for others (of another dtype, say) before anything else
/// happens.
using AutocastHook = void (*)(const Rule& rule, std::span<Tensor> inputs);
/// Sets the hook of this thread and gives back the one before; nullptr for none.
AutocastHook set_autocast_hook(AutocastHook hook);

/// How many nodes exist in this program; for tests that nothing is left behind.
std::int64_t live_nodes();

}  // namespace gradus
