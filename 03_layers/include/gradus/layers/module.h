#pragma once
#include <gradus/tensor_autograd/tensor.h>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

/// Layers, and what holds them together.
namespace gradus::nn {

/// A tensor under the name that it has in a network: "fc1.weight".
struct NamedTensor {
  std::string name;
  Tensor tensor;
};

/// All parameters and buffers of a network by name: what is saved and loaded.
using StateDict = std::map<std::string, Tensor>;

class Module;
/// A module under its path: "" for the network itself, "layer1.conv" for a part of a part.
struct NamedModule {
  std::string path;
  Module* module;
};

/// A part of a network: it holds parameters (which are trained), buffers (which belong to its
/// state, but are not trained), and other modules. A network is a module made of modules:
///
///     struct Mlp : nn::Module {
///       nn::Linear& fc1 = register_module("fc1", nn::Linear(784, 256));
///       nn::Linear& fc2 = register_module("fc2", nn::Linear(256, 10));
///       Tensor forward(const Tensor& x) override { return fc2(relu(fc1(x))); }
///     };
///
/// Members are references to what is registered, so nothing can be used without being found by
/// parameters(). Modules move (references stay valid), and are not copied.
class Module {
 public:
  Module() = default;
  virtual ~Module() = default;
  Module(Module&&) noexcept = default;

  /// What the module computes. @throws Error where a module does not say
  /// @param input what the module is applied to
  virtual Tensor forward(const Tensor& input);
  Tensor operator()(const Tensor& input) { return forward(input); }

  /// This module and all below it, parents before children, in the order of registration.
  std::vector<NamedModule> named_modules();
  /// All parameters with their full names, in the order of registration; a tensor that is
  /// registered twice counts once, under its first name.
  std::vector<NamedTensor> named_parameters();
  /// The same without names: what an optimizer is given.
  std::vector<Tensor> parameters();
  /// All buffers with their full names.
  std::vector<NamedTensor> named_buffers();
  /// How many numbers are trained.
  Index num_parameters();

  /// Switches this module and all below it to training or evaluation, where some layers behave
  /// differently.
  /// @param on training if true, evaluation if false
  void train(bool on = true);
  /// Switches to evaluation.
  void eval() { train(false); }
  /// Whether this module is in training mode.
  bool training() const { return training_; }

  /// Forgets the gradients of all parameters.
  void zero_grad();
  /// Draws all parameters anew: each from a random stream of its own, named as the parameter, so
  /// that its values depend on the seed and its full name alone.
  void reset_parameters(std::uint64_t seed);
  /// Converts all floating-point parameters and buffers. Make optimizers afterwards: the parameters
  /// are new tensors.
  void to(DType dtype);
  /// Moves all parameters and buffers to a device. Make optimizers afterwards, likewise.
  void to(Device device);
  /// Where its parameters lie; one without parameters is on the CPU.
  Device device() { return parameters().empty() ? cpu : parameters()[0].device(); }

  /// Parameters and buffers by full name. The tensors share memory with the module's.
  StateDict state_dict();
  /// Checks that load_state_dict would take `state`. @throws Error as it does
  void check_state_dict(const StateDict& state);
  /// Copies values into the parameters and buffers, converting dtypes.
  /// @throws Error naming what is missing, unknown, or of another shape; then nothing has changed
  void load_state_dict(const StateDict& state);

 protected:
  /// Makes a tensor a parameter of this module and gives back the place where it lies.
  /// @throws Error when the name is taken or contains a dot
  Tensor& register_parameter(const std::string& name, const Tensor& initial);
  /// The same for a buffer.
  Tensor& register_buffer(const std::string& name, const Tensor& initial);
  /// Makes another module a part of this one.
  template <class M>
  M& register_module(const std::string& name, M module) {
    auto owned = std::make_unique<M>(std::move(module));
    M& result = *owned;
    own(name, std::move(owned));
    return result;
  }

  /// Draws this module's own parameters (not those of the modules below): parameter "weight" from
  /// RandomStream(seed, prefix + "weight").
  virtual void reset_own_parameters(std::uint64_t seed, const std::string& prefix);

 private:
  template <class T>
  struct Entry {
    std::string name;
    std::unique_ptr<T> item;  // behind a pointer: references stay valid when the module moves
  };
  void own(const std::string& name, std::unique_ptr<Module> module);
  // Puts other(tensor) in the place of every parameter and buffer that it is not itself.
  void replace_tensors(const std::function<Tensor(const Tensor&)>& other);
  void check_name(const std::string& name) const;
  void collect_modules(const std::string& path, std::vector<NamedModule>& found);
  std::vector<NamedTensor> collect_tensors(std::vector<Entry<Tensor>> Module::*which);

  std::vector<Entry<Tensor>> parameters_, buffers_;
  std::vector<Entry<Module>> modules_;
  bool training_ = true;
};

}  // namespace gradus::nn
