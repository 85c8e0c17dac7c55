#pragma once
#include <gradus/tensor_autograd/autograd.h>

#include <functional>
#include <utility>

namespace gradus {

/// Looks at a gradient and gives back the one to go on with; an undefined tensor leaves it as it
/// is.
using GradientHook = std::function<Tensor(const Tensor& gradient)>;

/// Takes a hook away again. Copies mean the same hook; dropping the handle leaves it in place.
class HookHandle {
 public:
  HookHandle() = default;
  /// @param remove what takes the hook away
  explicit HookHandle(std::function<void()> remove) : remove_(std::move(remove)) {}
  /// From now on the hook is not called. Once is enough; more often does no harm.
  void remove();

 private:
  std::function<void()> remove_;
};

/// Calls `hook` in each backward pass that reaches x with the gradient of x when it is complete:
/// after all uses of x have handed theirs on, before it goes further back, or is added to a leaf's
/// grad. Several hooks run in the order of their registration, each on what the one before gave
/// back. With create_graph what they compute is differentiated, too.
///
/// A hook belongs to what x is now: an operation in place on x makes x another node. It must not
/// hold x itself, or both keep each other alive.
/// @throws Error when x does not require a gradient or the hook is empty; backward throws one when
/// a hook gives back a gradient of another shape or dtype
HookHandle register_hook(const Tensor& x, GradientHook hook);

}  // namespace gradus
