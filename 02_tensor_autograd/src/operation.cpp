#include <gradus/common/error.h>
#include <gradus/tensor_autograd/operation.h>

#include <algorithm>
#include <sstream>

namespace gradus {
namespace {
constinit Operation* first_operation = nullptr;
constinit thread_local RecordHook record_hook = nullptr;
}  // namespace

void Attributes::wrong_type() {
  fail("attributes: asked for another struct than the operation was called with");
}

Operation::Operation(const char* name, Infer infer_fn, std::initializer_list<KernelEntry> kernels)
    : Operation(name, infer_fn, std::vector<KernelEntry>(kernels)) {}

Operation::Operation(const char* name, Infer infer_fn, const std::vector<KernelEntry>& kernels)
    : name_(name), infer_(infer_fn), next_(first_operation) {
  for (const KernelEntry& entry : kernels) add_kernel(entry);
  first_operation = this;
}

std::vector<Operation*> Operation::all() {
  std::vector<Operation*> result;
  for (Operation* op = first_operation; op; op = op->next_) result.push_back(op);
  std::sort(result.begin(), result.end(), [](const Operation* a, const Operation* b) {
    return std::strcmp(a->name_, b->name_) < 0;
  });
  return result;
}

void Operation::add_kernel(const KernelEntry& entry) {
  for (const KernelEntry& other : kernels_)
    if (other.device == entry.device && other.dtype == entry.dtype &&
        !std::strcmp(other.variant, entry.variant))
      fail(name_, ": there is a kernel for ", entry.device, "/", entry.dtype, " (", entry.variant,
           ") already");
  kernels_.push_back(entry);
  const KernelEntry*& chosen = chosen_[entry.device.id()][entry.dtype.id()];
  if (!chosen || variant_ == entry.variant) chosen = &kernels_.back();
}

std::string Operation::use_variant(const std::string& variant) {
  // Start from the defaults, so that places without the variant keep theirs.
  bool found = variant.empty();
  std::fill(&chosen_[0][0], &chosen_[0][0] + kMaxDevices * kMaxDTypes, nullptr);
  for (const KernelEntry& entry : kernels_) {
    const KernelEntry*& chosen = chosen_[entry.device.id()][entry.dtype.id()];
    if (!chosen) chosen = &entry;
  }
  std::string names;
  for (const KernelEntry& entry : kernels_) {
    if (variant == entry.variant) {
      chosen_[entry.device.id()][entry.dtype.id()] = &entry;
      found = true;
    }
    if (names.find(entry.variant) == std::string::npos)
      names += (names.empty() ? "" : ", ") + std::string(entry.variant);
  }
  if (!found) {
    use_variant(variant_);
    fail(name_, ": there is no variant \"", variant, "\"; there are: ", names);
  }
  return std::exchange(variant_, variant);
}

void Operation::no_kernel(Device device, DType dtype) const {
  std::ostringstream registered;
  for (const KernelEntry& entry : kernels_) {
    const std::string place = std::string(info(entry.device).name) + "/" + info(entry.dtype).name;
    if (registered.str().find(place) == std::string::npos)
      registered << (registered.tellp() > 0 ? ", " : "") << place;
  }
  fail(name_, ": no kernel for ", device, "/", dtype, "; registered: ", registered.str(),
       "; convert with to(dtype), or register the kernels of the chapter that brings this device "
       "or dtype");
}

namespace {

Device common_device(const Operation& op, Inputs inputs) {
  if (inputs.empty()) fail(op.name(), ": called without inputs");
  const Device device = inputs[0]->device();
  for (const Array* input : inputs)
    if (!(input->device() == device))
      fail(op.name(), ": inputs lie on different devices: ", device, " and ", input->device(),
           "; move one with to(device)");
  return device;
}

// Large enough to be aligned, whatever a kernel asks for.
constexpr std::size_t kSmallestWorkspace = 4096;

// What every call comes down to: recording, then the kernel.
void launch(const Operation& op, Device device, Inputs inputs,
            std::span<const Array* const> outputs, const Attributes& attributes) {
  const KernelEntry& kernel = op.kernel(device, inputs[0]->dtype);
  KernelCall call{inputs, outputs, attributes};
  // Kept from call to call on the CPU: a kernel's threads find their parts of it in their own
  // caches. Elsewhere the kernel may not even have begun when it returns, and the next call may go
  // another way: who gives memory there knows when it can be used again.
  static thread_local Ref<Storage> kept;
  Ref<Storage> own;
  if (kernel.workspace) {
    if (const std::size_t bytes = kernel.workspace(call)) {
      Ref<Storage>& workspace = device == cpu ? kept : own;
      if (!workspace || workspace->bytes() < bytes) {
        workspace = nullptr;
        workspace = Storage::allocate(std::max(bytes, kSmallestWorkspace), device);
      }
      call.workspace = workspace->data();
    }
  }
  if (record_hook) record_hook(op, kernel, call);
  kernel.run(call);
}

}  // namespace

Outputs run(const Operation& op, Inputs inputs, const Attributes& attributes) {
  const Device device = common_device(op, inputs);
  OutputSpecs specs;
  op.infer()(op, inputs, attributes, specs);
  Outputs outputs;
  const Array* pointers[kMaxOutputs];
  for (int i = 0; i < specs.size(); ++i) {
    const auto bytes = static_cast<std::size_t>(numel(specs[i].shape)) * info(specs[i].dtype).size;
    Array& output = outputs.push_back({Storage::allocate(bytes, device), {}, specs[i].dtype});
    output.layout = {specs[i].shape, specs[i].strides, 0};
    pointers[i] = &output;
  }
  launch(op, device, inputs, {pointers, static_cast<std::size_t>(outputs.size())}, attributes);
  return outputs;
}

namespace {

// The device on which a call runs whose outputs are there already. Throws unless they fit.
Device check_outputs(const Operation& op, Inputs inputs, std::span<const Array* const> outputs,
                     const Attributes& attributes) {
  const Device device = common_device(op, inputs);
  OutputSpecs specs;
  op.infer()(op, inputs, attributes, specs);
  if (static_cast<int>(outputs.size()) != specs.size())
    fail(op.name(), ": ", outputs.size(), " outputs given, ", specs.size(), " needed");
  for (int i = 0; i < specs.size(); ++i) {
    const Array& output = *outputs[static_cast<std::size_t>(i)];
    if (!(output.shape() == specs[i].shape) || !(output.dtype == specs[i].dtype) ||
        !(output.device() == device))
      fail(op.name(), ": the output given is ", output.shape(), " ", output.dtype, " on ",
           output.device(), "; needed is ", specs[i].shape, " ", specs[i].dtype, " on ", device);
  }
  return device;
}

void count_writes(std::span<const Array* const> outputs) {
  for (const Array* output : outputs) output->storage->count_write();
}

}  // namespace

void run_into(const Operation& op, Inputs inputs, std::span<const Array* const> outputs,
              const Attributes& attributes) {
  const Device device = check_outputs(op, inputs, outputs, attributes);
  launch(op, device, inputs, outputs, attributes);
  count_writes(outputs);
}

void run_all_into(const Operation& op, std::span<const KernelCall> calls) {
  const auto kernel_of = [&](const KernelCall& call) {
    return &op.kernel(call.in(0).device(), call.in(0).dtype);
  };
  for (std::size_t first = 0, last = 0; first < calls.size(); first = last) {
    const KernelEntry* kernel = kernel_of(calls[first]);
    for (; last < calls.size() && kernel_of(calls[last]) == kernel &&
           &calls[last].attributes == &calls[first].attributes;
         ++last)
      if (kernel->many)
        check_outputs(op, calls[last].inputs, calls[last].outputs, calls[last].attributes);
      else
        run_into(op, calls[last].inputs, calls[last].outputs, calls[last].attributes);
    if (!kernel->many) continue;
    const auto together = calls.subspan(first, last - first);
    if (record_hook)
      for (const KernelCall& call : together) record_hook(op, *kernel, call);
    kernel->many(together);
    for (const KernelCall& call : together) count_writes(call.outputs);
  }
}

RecordHook set_record_hook(RecordHook hook) { return std::exchange(record_hook, hook); }

}  // namespace gradus
