#pragma once
#include <gradus/tensor_autograd/array.h>
#include <gradus/tensor_autograd/inline_vector.h>

#include <cstring>
#include <deque>
#include <new>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

namespace gradus {

/// The settings of one call of an operation (axes, a step, a factor): any plain struct of up to 152
/// bytes.
class Attributes {
 public:
  Attributes() = default;
  /// @param value the struct
  template <class T>
  requires(!std::is_same_v<T, Attributes>) Attributes(const T& value)
      : type_(&tag<T>), size_(sizeof(T)) {  // NOLINT: implicit on purpose
    static_assert(sizeof(T) <= kCapacity && std::is_trivially_copyable_v<T>);
    std::memcpy(bytes_, &value, sizeof(T));
  }
  Attributes(const Attributes& other) : type_(other.type_), size_(other.size_) {
    std::memcpy(bytes_, other.bytes_, size_);
  }
  Attributes& operator=(const Attributes& other) {
    type_ = other.type_;
    size_ = other.size_;
    std::memmove(bytes_, other.bytes_, size_);
    return *this;
  }

  /// The settings as the struct they were made from. @throws Error when they are another struct
  template <class T>
  const T& as() const {
    if (type_ != &tag<T>) wrong_type();
    return *std::launder(reinterpret_cast<const T*>(bytes_));
  }

 private:
  template <class T>
  static constexpr char tag = 0;
  [[noreturn]] static void wrong_type();
  static constexpr std::size_t kCapacity = 152;
  const char* type_ = nullptr;
  std::size_t size_ = 0;
  alignas(8) std::byte bytes_[kCapacity];
};

/// The most outputs that an operation may have.
inline constexpr int kMaxOutputs = 3;
/// What an operation computes from.
using Inputs = std::span<const Array* const>;

/// What `infer` says about one output: how it will look before anything is computed.
struct OutputSpec {
  Shape shape;
  Strides strides;
  DType dtype = float32;
};
/// What `infer` says about all outputs.
using OutputSpecs = InlineVector<OutputSpec, kMaxOutputs>;
/// What an operation made.
using Outputs = InlineVector<Array, kMaxOutputs>;

class Operation;

/// Works out the outputs from the inputs' shapes, strides and dtypes, and throws Error where they
/// do not fit together.
using Infer = void (*)(const Operation& op, Inputs inputs, const Attributes& attributes,
                       OutputSpecs& outputs);

/// What a kernel gets. It writes every element of the outputs and allocates nothing; scratch
/// memory, where the kernel asked for some, is in `workspace`, aligned to 64 bytes.
struct KernelCall {
  Inputs inputs;
  std::span<const Array* const> outputs;
  const Attributes& attributes;
  std::byte* workspace = nullptr;

  /// Input i.
  const Array& in(int i) const { return *inputs[static_cast<std::size_t>(i)]; }
  /// Output i.
  const Array& out(int i = 0) const { return *outputs[static_cast<std::size_t>(i)]; }
};
/// Computes one call.
using Kernel = void (*)(const KernelCall& call);
/// How many bytes of scratch memory a call needs.
using Workspace = std::size_t (*)(const KernelCall& call);
/// Computes several calls with equal attributes, none of which reads what another one writes. It
/// gets no scratch memory.
using ManyKernel = void (*)(std::span<const KernelCall> calls);

/// One line of the kernel table.
// [entry]
struct KernelEntry {
  Device device;
  DType dtype;
  const char* variant;  ///< its name among those for this device and dtype
  Kernel run;           ///< the kernel
  Workspace workspace = nullptr;
  ManyKernel many = nullptr;  ///< several calls at once; without it they run one by one
};
// [entry]

/// A primitive operation: its name, its `infer`, and its row of the kernel table, (device, dtype,
/// variant) -> kernel. The dtype is that of the first input; `infer` fixes the others. The first
/// variant registered is the default. Operations are global objects that never go away.
class Operation {
 public:
  /// @param infer_fn works out the outputs
  /// @param kernels the rows of the table
  Operation(const char* name, Infer infer_fn, std::initializer_list<KernelEntry> kernels);
  Operation(const char* name, Infer infer_fn, const std::vector<KernelEntry>& kernels);
  Operation(const Operation&) = delete;
  Operation& operator=(const Operation&) = delete;

  const char* name() const { return name_; }
  Infer infer() const { return infer_; }

  /// Adds a kernel. @throws Error when that place is taken
  /// @param entry its row of the table
  void add_kernel(const KernelEntry& entry);
  /// The kernel to use. @throws Error that says which exist when there is none
  const KernelEntry& kernel(Device device, DType dtype) const {
    const KernelEntry* entry = chosen_[device.id()][dtype.id()];
    if (!entry) no_kernel(device, dtype);
    return *entry;
  }
  /// Makes `variant` the one to use wherever it is registered, and says which one it was before (""
  /// = the default). Not meant for use while other threads compute. @throws Error when no kernel
  /// has that name
  std::string use_variant(const std::string& variant);
  /// Its rows of the table, in the order of their registration.
  const std::deque<KernelEntry>& kernels() const { return kernels_; }

  /// All operations that exist in this program.
  static std::vector<Operation*> all();

 private:
  [[noreturn]] void no_kernel(Device device, DType dtype) const;
  const char* name_;
  Infer infer_;
  std::deque<KernelEntry> kernels_;
  const KernelEntry* chosen_[kMaxDevices][kMaxDTypes] = {};
  std::string variant_;
  Operation* next_;
};

/// Uses a variant of an operation's kernels until the end of a scope: `UseVariant
/// naive(ops::matmul, "naive");`
class UseVariant {
 public:
  /// @param op the operation
  /// @param variant the name of the kernels
  UseVariant(Operation& op, const std::string& variant)
      : op_(op), before_(op.use_variant(variant)) {}
  ~UseVariant() { op_.use_variant(before_); }
  UseVariant(const UseVariant&) = delete;
  UseVariant& operator=(const UseVariant&) = delete;

 private:
  Operation& op_;
  std::string before_;
};

/// Computes an operation on arrays: checks that the inputs lie on one device, infers, allocates the
/// outputs, runs the kernel. @throws Error where inputs do not fit or no kernel exists
/// @param op the operation
Outputs run(const Operation& op, Inputs inputs, const Attributes& attributes = {});
inline Array run(const Operation& op, std::initializer_list<const Array*> inputs,
                 const Attributes& attributes = {}) {
  return run(op, Inputs(inputs.begin(), inputs.size()), attributes)[0];
}

/// The same into memory that is there already, which may be that of an input with the same layout.
/// Counts as a write.
/// @throws Error unless the outputs have the shapes and dtypes that the operation infers
/// @param op the operation
/// @param inputs what it computes from
void run_into(const Operation& op, Inputs inputs, std::span<const Array* const> outputs,
              const Attributes& attributes = {});
inline void run_into(const Operation& op, std::initializer_list<const Array*> inputs,
                     std::initializer_list<const Array*> outputs,
                     const Attributes& attributes = {}) {
  run_into(op, Inputs(inputs.begin(), inputs.size()), Inputs(outputs.begin(), outputs.size()),
           attributes);
}

/// As run_into(), for several calls of which none reads what another one writes: neighbours with
/// the same attributes object run together where their kernel knows how. Without such a kernel,
/// nothing else happens than in a loop.
/// @param op the operation
/// @param calls inputs, outputs and attributes of each
void run_all_into(const Operation& op, std::span<const KernelCall> calls);

/// Sees every kernel that is about to run on this thread; what a recording is made from.
using RecordHook = void (*)(const Operation& op, const KernelEntry& kernel, const KernelCall& call);
/// Sets the hook and gives back the one before; nullptr for none.
RecordHook set_record_hook(RecordHook hook);

}  // namespace gradus
