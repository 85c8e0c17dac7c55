#include <gradus/layers/not_finite.h>
#include <gradus/tensor_autograd/autograd.h>
#include <gradus/tensor_autograd/elementwise.h>
#include <gradus/tensor_autograd/view_ops.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace gradus::nn {
namespace {

// What was found so far: the places as a message shows them.
struct Search {
  std::string nan, infinity;
  AutocastHook before = nullptr;  // somebody else's, who goes first
};
thread_local Search* search = nullptr;

// The operation that computed a tensor's elements; views only look at them. Null for a constant.
const Rule* maker(const Tensor& tensor) {
  const Node* node = tensor.node();
  while (node && node->rule && !node->rule->op) node = node->inputs[0].node.get();
  return node ? node->rule : nullptr;
}

void look_at(const Tensor& tensor, const char* user) {
  if (!tensor.defined() || !search->nan.empty()) return;
  const Rule* rule = maker(tensor);
  const std::vector<double> values = tensor.to_vector();
  const std::string shape = " (" + to_string(tensor.shape()) + ")";
  if (std::ranges::any_of(values, [](double x) { return std::isnan(x); }))
    search->nan =
        rule ? rule->name + shape : std::string("a constant that goes into ") + user + shape;
  else if (rule && search->infinity.empty() &&  // an infinite constant may be meant, as in a mask
           std::ranges::any_of(values, [](double x) { return std::isinf(x); }))
    search->infinity = rule->name + std::string(" gave an infinity") + shape;
}

// Every operation shows its inputs before it begins: what the operations before it made.
void look_at_inputs(const Rule& rule, std::span<Tensor> inputs) {
  if (search->before) search->before(rule, inputs);
  for (const Tensor& input : inputs) look_at(input, rule.name);
}

// Watches this thread's operations until the end of a scope.
struct Watch {
  Search found;
  Search* outer = std::exchange(search, &found);
  Watch() { found.before = set_autocast_hook(look_at_inputs); }
  ~Watch() {
    set_autocast_hook(found.before);
    search = outer;
  }
};

// Buffers as they were, at the end of a scope.
class KeepBuffers {
 public:
  explicit KeepBuffers(Module& model) {
    for (const NamedTensor& buffer : model.named_buffers())
      saved_.emplace_back(buffer.tensor, clone(buffer.tensor));
  }
  ~KeepBuffers() {
    for (const auto& [buffer, values] : saved_)
      run_into(ops::copy, {&values.array()}, {&buffer.array()}, CopyAttributes{buffer.dtype()});
  }
  KeepBuffers(const KeepBuffers&) = delete;
  KeepBuffers& operator=(const KeepBuffers&) = delete;

 private:
  std::vector<std::pair<Tensor, Tensor>> saved_;
};

}  // namespace

std::string first_not_finite(Module& model, const std::function<Tensor()>& compute) {
  const KeepBuffers keep(model);
  Watch watch;
  look_at(compute(), "");
  const auto& [nan, infinity, before] = watch.found;
  if (nan.empty()) return infinity;
  return "nan first arose in " + nan + (infinity.empty() ? "" : ", after " + infinity);
}

}  // namespace gradus::nn
