#pragma once
#include <gradus/common/error.h>
#include <gradus/tensor_autograd/hooks.h>

#include <vector>

namespace gradus {

struct Hook {
  int output;  // of the node
  std::shared_ptr<const GradientHook> call;
};
using Hooks = std::vector<Hook>;

// Throws an Error unless a replacement has shape and dtype of the gradient.
void check_replacement(const Tensor& replacement, const Tensor& gradient);

// What a node with hooks does with a gradient.
struct RunHooks {
  std::shared_ptr<Hooks> hooks = std::make_shared<Hooks>();

  Tensor operator()(int output, Tensor gradient) const {
    const Hooks now = *hooks;  // a hook may remove itself
    for (const Hook& hook : now) {
      if (hook.output != output) continue;
      // exercise: in-place-and-hooks/run-hook
      //| (*hook.call)(...) calls it. It sees the gradient as the hooks before it left it, and may give back another
      //| one for those after it, or nothing (an undefined tensor). check_replacement says whether that one fits.
      const Tensor replacement = (*hook.call)(gradient);
      if (replacement.defined()) {
        check_replacement(replacement, gradient);
        gradient = replacement;
      }
      // end exercise
    }
    return gradient;
  }
};

}  // namespace gradus
