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

namespace {

void check_alike(const Operation& op, Inputs inputs) {
  const Array& first = *inputs[0];
  for (const Array* input : inputs) {
    if (!(input->shape() == first.shape()))
      fail(op.name(), ": shapes differ: ", first.shape(), " and ", input->shape(),
           "; broadcast them first");
    if (!(input->dtype == first.dtype))
      fail(op.name(), ": dtypes differ: ", first.dtype, " and ", input->dtype,
           "; convert one with to(dtype)");
  }
}

// A broadcast input says nothing about the order of the axes; the first one that is not broadcast
// does.
Strides strides_of_result(Inputs inputs) {
  const Array* order = inputs[0];
  for (const Array* input : inputs) {
    bool broadcast = false;
    for (int axis = 0; axis < input->rank(); ++axis)
      broadcast |= input->strides()[axis] == 0 && input->shape()[axis] > 1;
    if (!broadcast) {
      order = input;
      break;
    }
  }
  return order->is_contiguous() ? contiguous_strides(order->shape())
                                : dense_strides_like(order->layout);
}

}  // namespace

void infer_elementwise(const Operation& op, Inputs inputs, const Attributes&,
                       OutputSpecs& outputs) {
  check_alike(op, inputs);
  outputs.push_back({inputs[0]->shape(), strides_of_result(inputs), inputs[0]->dtype});
}

void infer_comparison(const Operation& op, Inputs inputs, const Attributes&, OutputSpecs& outputs) {
  check_alike(op, inputs);
  outputs.push_back({inputs[0]->shape(), strides_of_result(inputs), bool_});
}

void infer_where(const Operation& op, Inputs inputs, const Attributes&, OutputSpecs& outputs) {
  const Array &first = *inputs[0], &condition = *inputs[2];
  check_alike(op, inputs.first(2));
  if (!(condition.dtype == bool_))
    fail(op.name(), ": the condition is ", condition.dtype,
         ", not bool; compare it with something, or convert it with to(bool_)");
  if (!(condition.shape() == first.shape()))
    fail(op.name(), ": shapes differ: ", first.shape(), " and a condition of ", condition.shape(),
         "; broadcast them first");
  outputs.push_back({first.shape(), strides_of_result(inputs), first.dtype});
}

namespace {

template <class F, class T, Index grain>
void unary_kernel(const KernelCall& call) {
  map_unary<T, T>(call.in(0), call.out(), F{}, grain);
}

template <class F, class T, class Out>
void binary_kernel(const KernelCall& call) {
  map_binary<T, Out>(call.in(0), call.in(1), call.out(), F{});
}

// The types of elements that a formula is for.
template <class... T>
struct Types {};
using Floats = Types<float, double>;
using Numbers = Types<float, double, std::int64_t, std::uint8_t>;
using All = Types<float, double, std::int64_t, std::uint8_t, bool>;

// The kernels of a formula, one a type.
template <class F, Index grain = kGrain, class... T>
std::vector<KernelEntry> unary(Types<T...>) {
  return {{cpu, dtype_of<T>, "loop", unary_kernel<F, T, grain>}...};
}
template <class F, class... T>
std::vector<KernelEntry> binary(Types<T...>) {
  return {{cpu, dtype_of<T>, "loop", binary_kernel<F, T, T>}...};
}
// The same, with a formula of its own for truth values.
template <class F, class ForBool>
std::vector<KernelEntry> binary_and_bool() {
  std::vector<KernelEntry> kernels = binary<F>(Numbers{});
  kernels.push_back({cpu, bool_, "loop", binary_kernel<ForBool, bool, bool>});
  return kernels;
}
template <class F>
std::vector<KernelEntry> comparison() {
  return []<class... T>(Types<T...>) -> std::vector<KernelEntry> {
    return {{cpu, dtype_of<T>, "loop", binary_kernel<F, T, bool>}...};
  }(All{});
}
// The kernels K<T>::run.
template <template <class> class K, class... T>
std::vector<KernelEntry> kernels(Types<T...>) {
  return {{cpu, dtype_of<T>, "loop", K<T>::run}...};
}

template <class T>
struct AffineKernel {
  static void run(const KernelCall& call) {
    const auto& settings = call.attributes.as<AffineAttributes>();
    map_unary<T, T>(call.in(0), call.out(),
                    formulas::Affine<T>{settings.scale.to<T>(), settings.shift.to<T>()});
  }
};

template <class T>
struct ClampKernel {
  static void run(const KernelCall& call) {
    const auto& settings = call.attributes.as<ClampAttributes>();
    map_unary<T, T>(call.in(0), call.out(),
                    formulas::Clamp<T>{settings.min ? element(*settings.min) : kLowest,
                                       settings.max ? element(*settings.max) : kHighest});
  }

 private:
  using Limits = std::numeric_limits<T>;
  static constexpr T kLowest = Limits::has_infinity ? -Limits::infinity() : Limits::min(),
                     kHighest = Limits::has_infinity ? Limits::infinity() : Limits::max();
  // A bound as an element; a whole number beyond what the type holds stays at its end.
  static T element(Scalar bound) {
    if constexpr (std::is_floating_point_v<T>)
      return bound.to<T>();
    else
      return static_cast<T>(
          std::clamp<std::int64_t>(bound.to<std::int64_t>(), Limits::min(), Limits::max()));
  }
};

void logical_not_kernel(const KernelCall& call) {
  map_unary<bool, bool>(call.in(0), call.out(), formulas::LogicalNot{});
}

template <class T>
struct WhereKernel {
  static void run(const KernelCall& call) {
    map_where<T>(call.in(0), call.in(1), call.in(2), call.out(), formulas::Where{});
  }
};

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
  map_unary<From, To>(call.in(0), call.out(), [](From x) {
    if constexpr (std::is_same_v<From, bool>)
      return x ? To(1) : To(0);  // a choice becomes vector code, a conversion does not
    else
      return static_cast<To>(x);
  });
}

void copy_kernel(const KernelCall& call) {
  const DType from = call.in(0).dtype, to = call.out().dtype;
  const Device device = call.in(0).device();
  const Kernel cast = casts[device.id()][from.id()][to.id()];
  if (!cast) fail("copy: no conversion from ", from, " to ", to, " on ", device);
  cast(call);
}

template <class From, class... To>
KernelEntry casts_from(Types<To...>) {
  ((casts[cpu.id()][dtype_of<From>.id()][dtype_of<To>.id()] = cast_kernel<From, To>), ...);
  return {cpu, dtype_of<From>, "loop", copy_kernel};
}
template <class... T>
std::vector<KernelEntry> casts_among(Types<T...> types) {
  return {casts_from<T>(types)...};
}

// Formulas that cost more than a multiplication are worth a thread sooner.
constexpr Index kCostly = 2048;

}  // namespace

namespace ops {
Operation neg("neg", infer_elementwise, unary<formulas::Neg>(Numbers{}));
Operation abs("abs", infer_elementwise, unary<formulas::Abs>(Numbers{}));
Operation sign("sign", infer_elementwise, unary<formulas::Sign>(Numbers{}));
Operation exp("exp", infer_elementwise, unary<formulas::Exp, kCostly>(Floats{}));
Operation log("log", infer_elementwise, unary<formulas::Log, kCostly>(Floats{}));
Operation log1p("log1p", infer_elementwise, unary<formulas::Log1p, kCostly>(Floats{}));
Operation sqrt("sqrt", infer_elementwise, unary<formulas::Sqrt>(Floats{}));
Operation reciprocal("reciprocal", infer_elementwise, unary<formulas::Reciprocal>(Floats{}));
Operation sin("sin", infer_elementwise, unary<formulas::Sin, kCostly>(Floats{}));
Operation cos("cos", infer_elementwise, unary<formulas::Cos, kCostly>(Floats{}));
Operation tanh("tanh", infer_elementwise, unary<formulas::Tanh, kCostly>(Floats{}));
Operation sigmoid("sigmoid", infer_elementwise, unary<formulas::Sigmoid, kCostly>(Floats{}));
Operation erf("erf", infer_elementwise, unary<formulas::Erf, kCostly>(Floats{}));
Operation relu("relu", infer_elementwise, unary<formulas::Relu>(Numbers{}));
Operation affine("affine", infer_elementwise, kernels<AffineKernel>(All{}));
Operation clamp("clamp", infer_elementwise, kernels<ClampKernel>(Numbers{}));
Operation add("add", infer_elementwise, binary_and_bool<formulas::Add, formulas::LogicalOr>());
Operation sub("sub", infer_elementwise, binary<formulas::Sub>(Numbers{}));
Operation mul("mul", infer_elementwise, binary_and_bool<formulas::Mul, formulas::LogicalAnd>());
Operation div("div", infer_elementwise, binary<formulas::Div>(Floats{}));
Operation pow("pow", infer_elementwise, binary<formulas::Pow>(Floats{}));
Operation maximum("maximum", infer_elementwise, binary<formulas::Maximum>(All{}));
Operation minimum("minimum", infer_elementwise, binary<formulas::Minimum>(All{}));
Operation eq("eq", infer_comparison, comparison<formulas::Eq>());
Operation lt("lt", infer_comparison, comparison<formulas::Lt>());
Operation le("le", infer_comparison, comparison<formulas::Le>());
Operation logical_not("logical_not", infer_elementwise, {{cpu, bool_, "loop", logical_not_kernel}});
Operation where("where", infer_where, kernels<WhereKernel>(All{}));
Operation relu_backward("relu_backward", infer_elementwise,
                        binary<formulas::ReluBackward>(Floats{}));
Operation copy("copy", infer_copy, casts_among(All{}));
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
