#include <gradus/common/error.h>

#include "run_hooks.h"

namespace gradus {

void check_replacement(const Tensor& replacement, const Tensor& gradient) {
  if (!(replacement.shape() == gradient.shape()) || !(replacement.dtype() == gradient.dtype()))
    fail("register_hook: a hook gave back ", replacement.shape(), " ", replacement.dtype(),
         " for a gradient that is ", gradient.shape(), " ", gradient.dtype());
}

void HookHandle::remove() {
  if (remove_) remove_();
}

HookHandle register_hook(const Tensor& x, GradientHook hook) {
  if (!x.requires_grad())
    fail("register_hook: this tensor does not require a gradient, so none will ever arrive");
  if (!hook) fail("register_hook: the hook is empty; give something that can be called");
  auto& on_gradient = x.node()->on_gradient;
  if (!on_gradient) on_gradient = RunHooks();
  const std::shared_ptr<Hooks> hooks = on_gradient.target<RunHooks>()->hooks;
  hooks->push_back({x.output_index(), std::make_shared<const GradientHook>(std::move(hook))});
  return HookHandle([list = std::weak_ptr(hooks), call = std::weak_ptr(hooks->back().call)] {
    if (const auto alive = list.lock())
      std::erase_if(*alive, [&](const Hook& other) { return other.call == call.lock(); });
  });
}

}  // namespace gradus
