#pragma once
#include <gradus/layers/module.h>
#include <gradus/layers/optimizer.h>
#include <gradus/layers/safetensors.h>

#include <filesystem>
#include <map>
#include <string>

namespace gradus::nn {

/// A training run at rest: everything that a program needs to go on as if it had never stopped. A
/// safetensors file: the model's tensors as "model.fc1.weight", the optimizer's as
/// "optimizer.0.momentum", and the run's own notes (epoch, seed, ...) as metadata.
class Checkpoint {
 public:
  /// Takes down the state of a run. @param notes what else the program must know again
  Checkpoint(Module& model, optim::Optimizer& optimizer, std::map<std::string, std::string> notes);
  /// @throws Error naming the file when it is damaged or no checkpoint
  static Checkpoint load(const std::filesystem::path& path);

  /// Writes the file, as a whole or not at all.
  void save(const std::filesystem::path& path) const;
  /// Puts the state back into a model and an optimizer of the same make.
  /// @throws Error when they do not fit
  void restore(Module& model, optim::Optimizer& optimizer) const;
  /// One of the notes. @throws Error when there is none of that name
  const std::string& note(const std::string& name) const;
  /// All of them.
  const std::map<std::string, std::string>& notes() const { return content_.metadata; }

 private:
  explicit Checkpoint(SafeTensors content) : content_(std::move(content)) {}
  SafeTensors content_;
  std::string file_ = "checkpoint";
};

/// A number as text that gives exactly the same number back: 0x1.8p+1.
std::string exact_text(double number);
/// @throws Error when the text is no such number; `what` names it in the message
double exact_number(const std::string& text, const std::string& what);

}  // namespace gradus::nn
