#pragma once
#include <gradus/layers/module.h>
#include <gradus/layers/optimizer.h>
#include <gradus/layers/safetensors.h>

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

namespace gradus::nn {

/// A training run at rest: everything that a program needs to go on as if it had never stopped. A
/// safetensors file: the model's tensors as "model.fc1.weight", the optimizer's as
/// "optimizer.0.momentum", those of further parts under their names, and the run's own notes
/// (epoch, seed, ...) as metadata.
class Checkpoint {
 public:
  /// Takes down the state of a run. @param notes what else the program must know again
  Checkpoint(Module& model, optim::Optimizer& optimizer, std::map<std::string, std::string> notes);
  /// @throws Error naming the file when it is damaged or no checkpoint
  static Checkpoint load(const std::filesystem::path& path);
  /// The same from the bytes of such a file, which is called `name` in messages.
  static Checkpoint parse(std::string_view bytes, const std::string& name);

  /// The bytes of the file.
  std::string bytes() const { return to_safetensors(content_); }
  /// Writes the file, as a whole or not at all.
  void save(const std::filesystem::path& path) const;
  /// Puts the state back into a model and an optimizer of the same make.
  /// @throws Error when they do not fit; then neither has changed
  void restore(Module& model, optim::Optimizer& optimizer) const;
  /// Takes down the state of a further part of the run, a schedule's, say.
  /// @param part its name: not empty, without a dot, and used by no other part
  /// @throws Error for any other name
  void add(const std::string& part, const StateDict& state);
  /// The state of such a part. @throws Error when there is none of that name
  StateDict state(const std::string& part) const;
  /// One of the notes. @throws Error when there is none of that name
  const std::string& note(const std::string& name) const;
  /// All of them.
  const std::map<std::string, std::string>& notes() const { return content_.metadata; }

 private:
  explicit Checkpoint(SafeTensors content) : content_(std::move(content)) {}
  SafeTensors content_;
  std::string file_ = "checkpoint";
};

}  // namespace gradus::nn
