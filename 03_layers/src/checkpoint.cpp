#include <gradus/common/error.h>
#include <gradus/common/files.h>
#include <gradus/layers/checkpoint.h>
#include <gradus/tensor_autograd/view_ops.h>

namespace gradus::nn {
namespace {

const std::string kModel = "model.", kOptimizer = "optimizer.";
constexpr const char* kFormat = "gradus checkpoint 1";

// Adds copies, which stay as they are when training goes on.
void put(SafeTensors& content, const std::string& prefix, const StateDict& state) {
  for (const auto& [name, tensor] : state) content.tensors[prefix + name] = clone(tensor.detach());
}

StateDict take(const SafeTensors& content, const std::string& prefix) {
  StateDict state;
  for (const auto& [name, tensor] : content.tensors)
    if (name.starts_with(prefix)) state[name.substr(prefix.size())] = tensor;
  return state;
}

}  // namespace

Checkpoint::Checkpoint(Module& model, optim::Optimizer& optimizer,
                       std::map<std::string, std::string> notes) {
  content_.metadata = std::move(notes);
  content_.metadata["format"] = kFormat;
  // exercise: saving/checkpoint
  //| Keep every tensor without which training would not go on with the same bits. put(content_, prefix, tensors) adds a
  //| map of names and tensors; there are two prefixes, kModel and kOptimizer.
  put(content_, kModel, model.state_dict());
  put(content_, kOptimizer, optimizer.state_dict());
  // end exercise
}

Checkpoint Checkpoint::load(const std::filesystem::path& path) {
  return parse(read_file(path), path.string());
}

Checkpoint Checkpoint::parse(std::string_view bytes, const std::string& name) {
  Checkpoint checkpoint(parse_safetensors(bytes, name));
  checkpoint.file_ = name;
  const auto format = checkpoint.content_.metadata.find("format");
  if (format == checkpoint.content_.metadata.end() || format->second != kFormat)
    fail(name, ": holds tensors, but is no checkpoint of a training run");
  return checkpoint;
}

void Checkpoint::save(const std::filesystem::path& path) const { save_safetensors(path, content_); }

void Checkpoint::restore(Module& model, optim::Optimizer& optimizer) const {
  const StateDict model_state = take(content_, kModel),
                  optimizer_state = take(content_, kOptimizer);
  optimizer.check_state_dict(optimizer_state);
  model.load_state_dict(model_state);
  optimizer.load_state_dict(optimizer_state);
}

void Checkpoint::add(const std::string& part, const StateDict& state) {
  const std::string prefix = part + ".";
  if (part.empty() || part.find('.') != part.npos || !take(content_, prefix).empty() ||
      prefix == kModel || prefix == kOptimizer)
    fail("checkpoint: '", part, "' cannot be the name of a part: it is empty, taken, or has a dot");
  put(content_, prefix, state);
}

StateDict Checkpoint::state(const std::string& part) const {
  StateDict state = take(content_, part + ".");
  if (state.empty()) fail(file_, ": the checkpoint holds no state of ", part);
  return state;
}

const std::string& Checkpoint::note(const std::string& name) const {
  const auto found = content_.metadata.find(name);
  if (found == content_.metadata.end()) fail(file_, ": the checkpoint does not say ", name);
  return found->second;
}

}  // namespace gradus::nn
