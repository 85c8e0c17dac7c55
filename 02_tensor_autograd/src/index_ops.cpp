#include <gradus/common/error.h>
#include <gradus/tensor_autograd/creation.h>
#include <gradus/tensor_autograd/index_ops.h>
#include <gradus/tensor_autograd/indexing.h>
#include <gradus/tensor_autograd/view_ops.h>

#include <algorithm>
#include <functional>

namespace gradus {
namespace {

// `value` everywhere, without the memory for it.
Tensor constant(double value, const Shape& shape, DType dtype, Device device) {
  return expand(number(value, dtype, device), shape);
}

const Rule gather_rule{"gather", &ops::gather, 2, 0, [](BackwardCall& call) {
                         const Index axis = call.attributes<AxisAttributes>().axis;
                         const NodeOutput& x = call.input_info(0);
                         call.give(0, scatter_add(constant(0, x.shape, x.dtype, x.device), axis,
                                                  call.input(1), call.grad()));
                       }};

const Rule scatter_add_rule{"scatter_add", &ops::scatter_add, 2, 0, [](BackwardCall& call) {
                              const Index axis = call.attributes<AxisAttributes>().axis;
                              call.give(0, call.grad());
                              if (call.needs(2))
                                call.give(2, gather(call.grad(), axis, call.input(1)));
                            }};

const Rule cat_rule{"cat", &ops::cat, 0, 0, [](BackwardCall& call) {
                      const auto& settings = call.attributes<CatAttributes>();
                      Index start = 0;
                      for (int i = 0; i < settings.sizes.rank(); ++i) {
                        const Index stop = start + settings.sizes[i];
                        if (call.needs(i))
                          call.give(i, slice(call.grad(), settings.axis, start, stop));
                        start = stop;
                      }
                    }};

// Positions made on the CPU, brought to where they are needed.
Tensor on_device(const Tensor& positions, Device device) {
  if (device == cpu) return positions;
  const Array there = Array::empty(positions.shape(), positions.dtype(), device);
  info(device).copy_from_cpu(there.storage->data(), positions.array().storage->data(),
                             there.storage->bytes());
  return Tensor(there);
}

// Elements of matrices where keep(row, column), else 0: each column is read from itself or from one
// more column, of zeros.
Tensor triangle(const Tensor& x, const char* name, const std::function<bool(Index, Index)>& keep) {
  if (x.dim() < 2) fail(name, ": ", x.shape(), " is no matrix; it needs two axes at least");
  const Index rows = x.size(-2), columns = x.size(-1);
  std::vector<std::int64_t> from;
  for (Index i = 0; i < rows; ++i)
    for (Index j = 0; j < columns; ++j) from.push_back(keep(i, j) ? j : columns);
  const Tensor index(Array::of(from, {rows, columns}));
  return gather(pad(x, {0, 1}), -1, expand(on_device(index, x.device()), x.shape()));
}

}  // namespace

Tensor gather(const Tensor& x, Index axis, const Tensor& index) {
  return apply(gather_rule, {&x, &index}, AxisAttributes{normalize_axis(axis, x.dim(), "gather")});
}

Tensor scatter_add(const Tensor& x, Index axis, const Tensor& index, const Tensor& src) {
  return apply(scatter_add_rule, {&x, &index, &src},
               AxisAttributes{normalize_axis(axis, x.dim(), "scatter_add")});
}

Tensor index_select(const Tensor& x, Index axis, const Tensor& index) {
  const int a = normalize_axis(axis, x.dim(), "index_select");
  if (index.dim() != 1)
    fail("index_select: the index must have one axis, not ", index.shape(),
         "; use gather for a position for each element");
  Shape shape = x.shape(), along = Shape::filled(x.dim(), 1);
  shape[a] = along[a] = index.numel();
  const Tensor positions = expand(reshape(index, along), shape);
  return apply(gather_rule, {&x, &positions}, AxisAttributes{a, "index_select"});
}

Tensor flip(const Tensor& x, const Axes& axes) {
  Tensor result = x;
  for (Index axis : axes) {
    const int a = normalize_axis(axis, x.dim(), "flip");
    const auto last = static_cast<double>(x.shape()[a] - 1);
    result = index_select(result, a, on_device(arange(last, -1, -1, int64), x.device()));
  }
  return result;
}

Tensor cat(const std::vector<Tensor>& tensors, Index axis) {
  if (tensors.empty()) fail("cat: there are no tensors to join");
  if (tensors.size() > kMaxInputs) {  // join neighbours, then what came out
    std::vector<Tensor> joined;
    for (std::size_t i = 0; i < tensors.size(); i += kMaxInputs) {
      const auto from = tensors.begin() + static_cast<std::ptrdiff_t>(i);
      const std::size_t count = std::min<std::size_t>(kMaxInputs, tensors.size() - i);
      joined.push_back(cat({from, from + static_cast<std::ptrdiff_t>(count)}, axis));
    }
    return cat(joined, axis);
  }
  CatAttributes settings{normalize_axis(axis, tensors[0].dim(), "cat")};
  std::vector<const Tensor*> inputs;
  for (const Tensor& tensor : tensors) {
    inputs.push_back(&tensor);
    if (settings.axis < tensor.dim()) settings.sizes.push_back(tensor.size(settings.axis));
  }
  return apply_all(cat_rule, inputs, settings)[0];
}

Tensor stack(const std::vector<Tensor>& tensors, Index axis) {
  if (tensors.empty()) fail("stack: there are no tensors to join");
  const int a = normalize_axis(axis, tensors[0].dim() + 1, "stack");
  std::vector<Tensor> rows;
  for (const Tensor& tensor : tensors) {
    if (!(tensor.shape() == tensors[0].shape()))
      fail("stack: shapes differ: ", tensors[0].shape(), " and ", tensor.shape(),
           "; cat joins along an axis that is there");
    rows.push_back(unsqueeze(tensor, a));
  }
  return cat(rows, a);
}

std::vector<Tensor> split(const Tensor& x, Index size, Index axis) {
  const Index whole = x.shape()[normalize_axis(axis, x.dim(), "split")];
  if (size < 1) fail("split: parts of ", size, "; a part has at least one element along the axis");
  std::vector<Index> sizes;
  for (Index left = whole; left > 0; left -= size) sizes.push_back(std::min(size, left));
  if (sizes.empty()) sizes.push_back(0);
  return split_with_sizes(x, sizes, axis);
}

std::vector<Tensor> split_with_sizes(const Tensor& x, const std::vector<Index>& sizes, Index axis) {
  const int a = normalize_axis(axis, x.dim(), "split_with_sizes");
  std::vector<Tensor> parts;
  Index start = 0;
  for (Index size : sizes) {
    if (size < 0 || size > x.shape()[a] - start)
      fail("split_with_sizes: a part of ", size, " after ", start, " does not fit into axis ", a,
           " of ", x.shape());
    parts.push_back(slice(x, a, start, start + size));
    start += size;
  }
  if (start != x.shape()[a])
    fail("split_with_sizes: the parts have ", start, " together, axis ", a, " of ", x.shape(),
         " has ", x.shape()[a]);
  return parts;
}

Tensor repeat(const Tensor& x, const Dims& times) {
  if (times.rank() < x.dim())
    fail("repeat: ", times.rank(), " numbers for the axes of ", x.shape(),
         "; give one for each axis");
  for (Index count : times)
    if (count < 0) fail("repeat: ", times, " has a negative number");
  Shape shape = x.shape();
  for (int i = x.dim(); i < times.rank(); ++i) shape.insert(0, 1);
  Tensor result = reshape(x, shape);
  for (int axis = 0; axis < times.rank(); ++axis) {
    if (times[axis] == 1) continue;
    Shape copies = result.shape(), joined = result.shape();
    copies.insert(axis, times[axis]);
    joined[axis] *= times[axis];
    result = reshape(expand(unsqueeze(result, axis), copies), joined);
  }
  return result;
}

Tensor pad(const Tensor& x, const std::vector<Index>& widths, double value) {
  if (widths.size() % 2 != 0 || widths.size() > 2 * static_cast<std::size_t>(x.dim()))
    fail("pad: ", widths.size(), " widths for ", x.shape(),
         "; give two for each axis, before and after, from the last axis on");
  Tensor result = x;
  for (std::size_t i = 0; i < widths.size(); i += 2) {
    const int axis = x.dim() - 1 - static_cast<int>(i / 2);
    const Index before = widths[i], after = widths[i + 1], size = x.shape()[axis];
    if (size + std::min<Index>(before, 0) + std::min<Index>(after, 0) < 0)
      fail("pad: widths ", before, " and ", after, " cut more off axis ", axis, " of ", x.shape(),
           " than it has");
    if (before < 0 || after < 0)
      result = slice(result, axis, std::max<Index>(-before, 0), size + std::min<Index>(after, 0));
    std::vector<Tensor> parts{result};
    const auto border = [&](Index width) {
      Shape shape = result.shape();
      shape[axis] = width;
      return constant(value, shape, x.dtype(), x.device());
    };
    if (before > 0) parts.insert(parts.begin(), border(before));
    if (after > 0) parts.push_back(border(after));
    if (parts.size() > 1) result = cat(parts, axis);
  }
  return result;
}

Tensor tril(const Tensor& x, Index diagonal) {
  return triangle(x, "tril", [=](Index i, Index j) { return j <= i + diagonal; });
}

Tensor triu(const Tensor& x, Index diagonal) {
  return triangle(x, "triu", [=](Index i, Index j) { return j >= i + diagonal; });
}

ValuesAndIndices topk(const Tensor& x, Index k, Index axis, bool largest) {
  const int a = normalize_axis(axis, x.dim(), "topk");
  const Tensor indices(run(ops::topk, {&x.array()}, TopKAttributes{a, k, largest}));
  return {gather(x, a, indices), indices};
}

ValuesAndIndices sort(const Tensor& x, Index axis, bool descending) {
  return topk(x, x.shape()[normalize_axis(axis, x.dim(), "sort")], axis, descending);
}

Tensor argsort(const Tensor& x, Index axis, bool descending) {
  const int a = normalize_axis(axis, x.dim(), "argsort");
  return Tensor(run(ops::topk, {&x.array()}, TopKAttributes{a, x.shape()[a], descending}));
}

Tensor one_hot(const Tensor& labels, Index classes) {
  if (!(labels.dtype() == int64))
    fail("one_hot: the labels must be int64, not ", labels.dtype(),
         "; convert them with to(int64)");
  if (classes < 0) {
    const std::vector<double> values = labels.to_vector();
    if (values.empty()) fail("one_hot: no labels to count the classes by; say how many there are");
    const auto [least, most] = std::minmax_element(values.begin(), values.end());
    if (*least < 0) fail("one_hot: label ", *least, " is negative; classes are counted from 0");
    classes = static_cast<Index>(*most) + 1;
  }
  Shape shape = labels.shape();
  shape.push_back(classes);
  const Tensor places = unsqueeze(labels, -1);
  const Tensor zero = constant(0, shape, int64, labels.device()),
               one = constant(1, places.shape(), int64, labels.device());
  return apply(scatter_add_rule, {&zero, &places, &one}, AxisAttributes{labels.dim(), "one_hot"});
}

}  // namespace gradus
