#include <gradus/common/error.h>
#include <gradus/tensor_autograd/elementwise.h>

namespace gradus {

Strides dense_strides_like(const Layout& like) {
  int order[kMaxRank], count = 0;
  for (int axis = 0; axis < like.rank(); ++axis) {
    if (like.shape[axis] == 1) continue;
    if (like.strides[axis] == 0) return contiguous_strides(like.shape);
    order[count++] = axis;
    for (int j = count - 1; j > 0 && like.strides[order[j - 1]] < like.strides[order[j]]; --j)
      std::swap(order[j - 1], order[j]);
  }
  Strides strides = like.strides;  // axes of size 1 keep theirs, which nobody uses
  Index step = 1;
  for (int i = count - 1; i >= 0; --i) {
    strides[order[i]] = step;
    step *= std::max<Index>(like.shape[order[i]], 1);
  }
  return strides;
}

void infer_elementwise(const Operation& op, Inputs inputs, const Attributes&,
                       OutputSpecs& outputs) {
  const Array& first = *inputs[0];
  const Array* order = &first;
  for (const Array* input : inputs) {
    if (!(input->shape() == first.shape()))
      fail(op.name(), ": shapes differ: ", first.shape(), " and ", input->shape(),
           "; broadcast them first");
    if (!(input->dtype == first.dtype))
      fail(op.name(), ": dtypes differ: ", first.dtype, " and ", input->dtype,
           "; convert one with to(dtype)");
  }
  // A broadcast input says nothing about the order; the first one that is not broadcast does.
  for (const Array* input : inputs) {
    bool broadcast = false;
    for (int axis = 0; axis < input->rank(); ++axis)
      broadcast |= input->strides()[axis] == 0 && input->shape()[axis] > 1;
    if (!broadcast) {
      order = input;
      break;
    }
  }
  outputs.push_back({first.shape(),
                     order->is_contiguous() ? contiguous_strides(first.shape())
                                            : dense_strides_like(order->layout),
                     first.dtype});
}

namespace {

template <class F, class T, Index grain>
void unary_kernel(const KernelCall& call) {
  map_unary<T, T>(call.in(0), call.out(), F{}, grain);
}

template <class F, class T>
void binary_kernel(const KernelCall& call) {
  map_binary<T, T>(call.in(0), call.in(1), call.out(), F{});
}

// A formula's kernels for the floating-point dtypes, or for all numbers.
template <class F, Index grain = kGrain>
std::vector<KernelEntry> unary_float() {
  return {{cpu, float32, "loop", unary_kernel<F, float, grain>},
          {cpu, float64, "loop", unary_kernel<F, double, grain>}};
}
template <class F>
std::vector<KernelEntry> unary_number() {
  auto kernels = unary_float<F>();
  kernels.push_back({cpu, int64, "loop", unary_kernel<F, std::int64_t, kGrain>});
  return kernels;
}
template <class F>
std::vector<KernelEntry> binary_float() {
  return {{cpu, float32, "loop", binary_kernel<F, float>},
          {cpu, float64, "loop", binary_kernel<F, double>}};
}
template <class F>
std::vector<KernelEntry> binary_number() {
  auto kernels = binary_float<F>();
  kernels.push_back({cpu, int64, "loop", binary_kernel<F, std::int64_t>});
  return kernels;
}

template <class T>
void affine_kernel(const KernelCall& call) {
  const auto& settings = call.attributes.as<AffineAttributes>();
  map_unary<T, T>(call.in(0), call.out(), formulas::Affine{settings.scale, settings.shift});
}

void infer_copy(const Operation&, Inputs inputs, const Attributes& attributes,
                OutputSpecs& outputs) {
  const auto& settings = attributes.as<CopyAttributes>();
  const Layout& layout = inputs[0]->layout;
  outputs.push_back(
      {layout.shape,
       settings.row_major ? contiguous_strides(layout.shape) : dense_strides_like(layout),
       settings.dtype});
}

// The table of casts: from dtype to dtype, on each device.
constinit Kernel casts[kMaxDevices][kMaxDTypes][kMaxDTypes] = {};

template <class From, class To>
void cast_kernel(const KernelCall& call) {
  map_unary<From, To>(call.in(0), call.out(), [](From x) { return static_cast<To>(x); });
}

void copy_kernel(const KernelCall& call) {
  const DType from = call.in(0).dtype, to = call.out().dtype;
  const Device device = call.in(0).device();
  const Kernel cast = casts[device.id()][from.id()][to.id()];
  if (!cast) fail("copy: no conversion from ", from, " to ", to, " on ", device);
  cast(call);
}

template <class From, class... To>
KernelEntry casts_from() {
  ((casts[cpu.id()][dtype_of<From>.id()][dtype_of<To>.id()] = cast_kernel<From, To>), ...);
  return {cpu, dtype_of<From>, "loop", copy_kernel};
}
template <class... T>
std::vector<KernelEntry> casts_among() {
  return {casts_from<T, T...>()...};
}

// Formulas that cost more than a multiplication are worth a thread sooner.
constexpr Index kCostly = 2048;

}  // namespace

namespace ops {
Operation neg("neg", infer_elementwise, unary_number<formulas::Neg>());
Operation abs("abs", infer_elementwise, unary_number<formulas::Abs>());
Operation exp("exp", infer_elementwise, unary_float<formulas::Exp, kCostly>());
Operation log("log", infer_elementwise, unary_float<formulas::Log, kCostly>());
Operation sqrt("sqrt", infer_elementwise, unary_float<formulas::Sqrt>());
Operation tanh("tanh", infer_elementwise, unary_float<formulas::Tanh, kCostly>());
Operation sigmoid("sigmoid", infer_elementwise, unary_float<formulas::Sigmoid, kCostly>());
Operation relu("relu", infer_elementwise, unary_float<formulas::Relu>());
Operation affine("affine", infer_elementwise,
                 {{cpu, float32, "loop", affine_kernel<float>},
                  {cpu, float64, "loop", affine_kernel<double>}});
Operation add("add", infer_elementwise, binary_number<formulas::Add>());
Operation sub("sub", infer_elementwise, binary_number<formulas::Sub>());
Operation mul("mul", infer_elementwise, binary_number<formulas::Mul>());
Operation div("div", infer_elementwise, binary_float<formulas::Div>());
Operation pow("pow", infer_elementwise, binary_float<formulas::Pow>());
Operation relu_backward("relu_backward", infer_elementwise, binary_float<formulas::ReluBackward>());
Operation copy("copy", infer_copy, casts_among<float, double, std::int64_t, std::uint8_t, bool>());
}  // namespace ops

void register_cast(Device device, DType from, DType to, Kernel kernel) {
  Kernel& cast = casts[device.id()][from.id()][to.id()];
  if (cast) fail("copy: there is a conversion from ", from, " to ", to, " on ", device, " already");
  cast = kernel;
  for (const KernelEntry& entry : ops::copy.kernels())
    if (entry.device == device && entry.dtype == from) return;
  ops::copy.add_kernel({device, from, "loop", copy_kernel});
}

}  // namespace gradus
