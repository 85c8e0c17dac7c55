#include <gradus/common/error.h>
#include <gradus/tensor_autograd/elementwise.h>
#include <gradus/tensor_autograd/view_ops.h>

#include <algorithm>

namespace gradus {
namespace {

extern const Rule place_rule;

const Rule reshape_rule{"reshape", nullptr, 0, 0, [](BackwardCall& call) {
                          call.give(0, reshape(call.grad(), call.input_info(0).shape));
                        }};

const Rule slice_rule{"slice", nullptr, 0, 0, [](BackwardCall& call) {
                        call.give(0, apply(place_rule, {&static_cast<const Tensor&>(call.grad())},
                                           call.attributes<PlaceAttributes>()));
                      }};

const Rule place_rule{"place", &ops::place, 0, 0, [](BackwardCall& call) {
                        const auto& at = call.attributes<PlaceAttributes>();
                        const Index count = call.input_info(0).shape[at.axis];
                        const Index stop =
                            count == 0 ? at.start : at.start + (count - 1) * at.step + 1;
                        call.give(0, slice(call.grad(), at.axis, at.start, stop, at.step));
                      }};

const Rule copy_rule{"copy", &ops::copy, 0, 0, [](BackwardCall& call) {
                       call.give(0, to(call.grad(), call.input_info(0).dtype));
                     }};

const Rule move_rule{"to", &ops::copy, 0, 0, [](BackwardCall& call) {
                       call.give(0, to(call.grad(), call.input_info(0).device));
                     }};

// All bytes of an array on another device; neither or one of the two is the CPU.
Array moved(const Array& array, Device device) {
  if (!(array.device() == cpu) && !(device == cpu)) return moved(on_cpu(array), device);
  if (device == cpu) return on_cpu(array);
  Array there = array;
  there.storage = Storage::allocate(array.storage->bytes(), device);
  info(device).copy_from_cpu(there.storage->data(), array.storage->data(), array.storage->bytes());
  return there;
}

void infer_place(const Operation&, Inputs inputs, const Attributes& attributes,
                 OutputSpecs& outputs) {
  const Shape& shape = attributes.as<PlaceAttributes>().shape;
  outputs.push_back({shape, contiguous_strides(shape), inputs[0]->dtype});
}

template <class T>
void place_kernel(const KernelCall& call) {
  const auto& at = call.attributes.as<PlaceAttributes>();
  const Array &in = call.in(0), &out = call.out();
  map_unary<T, T>(out, out, [](T) { return T(0); });
  Layout part = out.layout;
  part.shape = in.shape();
  part.offset += at.start * part.strides[at.axis];
  part.strides[at.axis] *= at.step;
  map_unary<T, T>(in, out.with(part), [](T x) { return x; });
}

}  // namespace

namespace ops {
Operation place("place", infer_place,
                {{cpu, float32, "loop", place_kernel<float>},
                 {cpu, float64, "loop", place_kernel<double>}});
}

Tensor transpose(const Tensor& x, Index axis1, Index axis2) {
  Axes axes;
  for (int i = 0; i < x.dim(); ++i) axes.push_back(i);
  std::swap(axes[normalize_axis(axis1, x.dim(), "transpose")],
            axes[normalize_axis(axis2, x.dim(), "transpose")]);
  return permute(x, axes);
}

Tensor t(const Tensor& x) {
  if (x.dim() != 2)
    fail("t: transposes matrices; ", x.shape(), " has ", x.dim(),
         " axes; use transpose or permute");
  return permute(x, {1, 0});
}

Tensor reshape(const Tensor& x, const Shape& shape) {
  const Shape target = views::resolve_shape(shape, x.numel());
  if (target == x.shape()) return x;
  if (const auto view = views::reshape(x.array().layout, target))
    return apply_view(reshape_rule, x, *view);
  return reshape(contiguous(x), target);
}

Tensor flatten(const Tensor& x, Index first, Index last) {
  if (x.dim() == 0) return reshape(x, {1});
  const int from = normalize_axis(first, x.dim(), "flatten"),
            to = normalize_axis(last, x.dim(), "flatten");
  if (from > to) fail("flatten: first axis ", from, " comes after last axis ", to);
  Shape shape;
  Index joined = 1;
  for (int axis = 0; axis < x.dim(); ++axis) {
    if (axis >= from && axis <= to) joined *= x.shape()[axis];
    if (axis == to) shape.push_back(joined);
    if (axis < from || axis > to) shape.push_back(x.shape()[axis]);
  }
  return reshape(x, shape);
}

Tensor unsqueeze(const Tensor& x, Index axis) {
  return reshape(x, views::unsqueeze(x.array().layout, axis).shape);
}
Tensor squeeze(const Tensor& x, Index axis) {
  return reshape(x, views::squeeze(x.array().layout, axis).shape);
}

Tensor slice(const Tensor& x, Index axis, Index start, Index stop, Index step) {
  const Layout layout = views::slice(x.array().layout, axis, start, stop, step);
  const int a = normalize_axis(axis, x.dim(), "slice");
  const Index size = x.shape()[a],
              from = std::clamp<Index>(start < 0 ? start + size : start, 0, size);
  step = std::min(step, std::max<Index>(size, 1));  // so that nothing overflows
  return apply_view(slice_rule, x, layout, PlaceAttributes{x.shape(), a, from, step});
}

Tensor select(const Tensor& x, Index axis, Index index) {
  views::select(x.array().layout, axis, index);  // checks the index
  const int a = normalize_axis(axis, x.dim(), "select");
  const Index at = index < 0 ? index + x.shape()[a] : index;
  return squeeze(slice(x, a, at, at + 1), a);
}

Tensor contiguous(const Tensor& x) {
  return x.is_contiguous() ? x : apply(copy_rule, {&x}, CopyAttributes{x.dtype(), true});
}
Tensor to(const Tensor& x, DType dtype) {
  return x.dtype() == dtype ? x : apply(copy_rule, {&x}, CopyAttributes{dtype});
}
Tensor to(const Tensor& x, Device device) {
  if (x.device() == device) return x;
  // Of a view into something larger, only the view's own elements travel.
  const Array& array = x.array();
  const auto bytes = static_cast<std::size_t>(x.numel()) * info(x.dtype()).size;
  const Array own = array.storage->bytes() == bytes
                        ? array
                        : run(ops::copy, {&array}, CopyAttributes{x.dtype()});
  return apply_moved(move_rule, x, moved(own, device));
}
Tensor clone(const Tensor& x) { return apply(copy_rule, {&x}, CopyAttributes{x.dtype()}); }

}  // namespace gradus
