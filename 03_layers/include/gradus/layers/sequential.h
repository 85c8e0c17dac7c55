#pragma once
#include <gradus/layers/module.h>

#include <utility>
#include <vector>

namespace gradus::nn {

/// Modules one after the other, named "0", "1", ...:
///
///     nn::Sequential model(nn::Flatten(), nn::Linear(784, 256), nn::ReLU(), nn::Linear(256, 10));
class Sequential : public Module {
 public:
  /// Made of `modules`, in this order.
  template <class... Modules>
  requires(sizeof...(Modules) > 0 &&
           (std::is_base_of_v<Module, Modules> && ...)) explicit Sequential(Modules... modules) {
    (add(std::move(modules)), ...);
  }
  Sequential() = default;

  /// Puts another module at the end and gives it back.
  template <class M>
  M& add(M module) {
    M& added = register_module(std::to_string(parts_.size()), std::move(module));
    parts_.push_back(&added);
    return added;
  }

  Tensor forward(const Tensor& input) override;

 private:
  std::vector<Module*> parts_;
};

}  // namespace gradus::nn
