#include <gradus/common/error.h>
#include <gradus/tensor_autograd/layout.h>

#include <algorithm>

namespace gradus {

Layout Layout::contiguous(const Shape& shape) {
  gradus::numel(shape);  // throws where the strides would overflow
  return {shape, contiguous_strides(shape), 0};
}

namespace views {
namespace {

Axes normalize_permutation(const Axes& axes, int rank) {
  if (axes.rank() != rank)
    fail("permute: ", axes.rank(), " axes given for a tensor of rank ", rank,
         "; name every axis once");
  Axes result = axes;
  bool seen[kMaxRank] = {};
  for (Index& axis : result) {
    axis = normalize_axis(axis, rank, "permute");
    if (seen[axis])
      fail("permute: axis ", axis, " appears twice in ", axes, "; name every axis once");
    seen[axis] = true;
  }
  return result;
}

}  // namespace

Layout permute(const Layout& layout, const Axes& axes) {
  const Axes order = normalize_permutation(axes, layout.rank());
  // exercise: views/permute
  //| Axis i of the result is axis order[i] of the input: its size and its stride. No element moves.
  Layout result = layout;
  for (int i = 0; i < order.rank(); ++i) {
    result.shape[i] = layout.shape[static_cast<int>(order[i])];
    result.strides[i] = layout.strides[static_cast<int>(order[i])];
  }
  return result;
  // end exercise
}

Axes inverse_permutation(const Axes& axes) {
  const Axes order = normalize_permutation(axes, axes.rank());
  Axes inverse = order;
  for (int i = 0; i < order.rank(); ++i) inverse[static_cast<int>(order[i])] = i;
  return inverse;
}

Layout transpose(const Layout& layout, Index axis1, Index axis2) {
  const int a = normalize_axis(axis1, layout.rank(), "transpose");
  const int b = normalize_axis(axis2, layout.rank(), "transpose");
  Layout result = layout;
  std::swap(result.shape[a], result.shape[b]);
  std::swap(result.strides[a], result.strides[b]);
  return result;
}

Layout slice(const Layout& layout, Index axis, Index start, Index stop, Index step) {
  const int a = normalize_axis(axis, layout.rank(), "slice");
  if (step < 1)
    fail("slice: the step must be at least 1, not ", step, "; use flip to reverse an axis");
  const Index size = layout.shape[a];
  start = std::clamp<Index>(start < 0 ? start + size : start, 0, size);
  stop = std::clamp<Index>(stop < 0 ? stop + size : stop, start, size);
  step = std::min(step, std::max<Index>(size, 1));  // so that nothing below overflows
  // exercise: views/slice
  //| start, stop and step are in range already: 0 <= start <= stop <= size. The view begins `start` steps along the
  //| axis; how many elements has it, and how far apart in memory do they lie?
  Layout result = layout;
  result.offset += start * layout.strides[a];
  result.shape[a] = (stop - start + step - 1) / step;
  result.strides[a] *= step;
  return result;
  // end exercise
}

Layout select(const Layout& layout, Index axis, Index index) {
  const int a = normalize_axis(axis, layout.rank(), "select");
  const Index size = layout.shape[a];
  if (index < -size || index >= size)
    fail("select: index ", index, " is outside axis ", a, " of ", layout.shape, " (size ", size,
         ")");
  Layout result = layout;
  result.offset += (index < 0 ? index + size : index) * layout.strides[a];
  result.shape.erase(a);
  result.strides.erase(a);
  return result;
}

Layout expand(const Layout& layout, const Shape& shape) {
  const int added = shape.rank() - layout.rank();
  if (added < 0)
    fail("expand: ", layout.shape, " has more axes than ", shape,
         "; expand can only add axes in front");
  for (int i = 0; i < shape.rank(); ++i) {
    const Index have = i < added ? 1 : layout.shape[i - added];
    if (shape[i] == -1 && i >= added) continue;
    if (shape[i] < 0 || (have != shape[i] && have != 1))
      fail("expand: ", layout.shape, " cannot become ", shape, ": axis ", i, " has size ", have,
           ", not 1 or ", shape[i]);
  }
  // exercise: views/expand
  //| Go through the axes of the new shape; the first `added` of them are new. An axis that is repeated gets stride 0:
  //| every index along it reads the same element. A size of -1 keeps the axis as it is.
  Layout result{shape, Strides::filled(shape.rank(), 0), layout.offset};
  for (int i = added; i < shape.rank(); ++i) {
    if (shape[i] == -1) result.shape[i] = layout.shape[i - added];
    if (result.shape[i] == layout.shape[i - added]) result.strides[i] = layout.strides[i - added];
  }
  return result;
  // end exercise
}

Layout unsqueeze(const Layout& layout, Index axis) {
  const int a = normalize_axis(axis, layout.rank() + 1, "unsqueeze");
  Layout result = layout;
  const Index stride = a < layout.rank() ? layout.strides[a] * layout.shape[a] : 1;
  result.shape.insert(a, 1);
  result.strides.insert(a, stride);
  return result;
}

Layout squeeze(const Layout& layout, Index axis) {
  const int a = normalize_axis(axis, layout.rank(), "squeeze");
  if (layout.shape[a] != 1)
    fail("squeeze: axis ", a, " of ", layout.shape, " has size ", layout.shape[a], ", not 1");
  Layout result = layout;
  result.shape.erase(a);
  result.strides.erase(a);
  return result;
}

Layout unfold(const Layout& layout, Index axis, Index size, Index step) {
  const int a = normalize_axis(axis, layout.rank(), "unfold");
  if (size < 0 || size > layout.shape[a])
    fail("unfold: windows of ", size, " do not fit into axis ", a, " of ", layout.shape);
  if (step < 1) fail("unfold: the step must be at least 1, not ", step);
  // exercise: views/unfold
  //| The axis now counts windows, each `step` elements after the one before; a new last axis of `size` counts the
  //| elements in a window. Windows may overlap: two indices then read the same element.
  Layout result = layout;
  result.shape[a] = (layout.shape[a] - size) / step + 1;
  result.strides[a] = layout.strides[a] * step;
  result.shape.push_back(size);
  result.strides.push_back(layout.strides[a]);
  return result;
  // end exercise
}

std::optional<Layout> reshape(const Layout& layout, const Shape& shape) {
  if (layout.numel() == 0) return Layout{shape, contiguous_strides(shape), layout.offset};
  // exercise: views/reshape
  //| Go through both shapes from the left at once. Take axes from each side until both groups hold the same number of
  //| elements. The old group must be walkable with one step (stride[i] == stride[i + 1] * size[i + 1]); then the new
  //| group's strides follow from the innermost old stride. Return std::nullopt when a group is not. Old axes of size 1
  //| can be left out from the start.
  Shape sizes;
  Strides strides;
  for (int i = 0; i < layout.rank(); ++i) {
    if (layout.shape[i] == 1) continue;
    sizes.push_back(layout.shape[i]);
    strides.push_back(layout.strides[i]);
  }
  Layout result{shape, Strides::filled(shape.rank(), 1), layout.offset};
  int old_begin = 0, new_begin = 0;
  while (old_begin < sizes.rank()) {
    int old_end = old_begin + 1, new_end = new_begin + 1;
    Index old_count = sizes[old_begin], new_count = shape[new_begin];
    while (old_count != new_count) {
      if (old_count < new_count)
        old_count *= sizes[old_end++];
      else
        new_count *= shape[new_end++];
    }
    for (int i = old_begin; i + 1 < old_end; ++i)
      if (strides[i] != strides[i + 1] * sizes[i + 1]) return std::nullopt;
    Index stride = strides[old_end - 1];
    for (int i = new_end - 1; i >= new_begin; --i) {
      result.strides[i] = stride;
      stride *= shape[i];
    }
    old_begin = old_end;
    new_begin = new_end;
  }
  return result;
  // end exercise
}

Shape resolve_shape(const Shape& shape, Index numel) {
  Shape result = shape;
  int unknown = -1;
  Index known = 1;
  for (int i = 0; i < shape.rank(); ++i) {
    if (shape[i] == -1) {
      if (unknown >= 0)
        fail("reshape: ", shape, " has more than one -1; only one size can be worked out");
      unknown = i;
    } else if (shape[i] < 0) {
      fail("reshape: ", shape, " has a negative size; only -1 (work it out) may be negative");
    } else if (__builtin_mul_overflow(known, shape[i], &known)) {
      fail("reshape: ", shape, " has more elements than can be counted");
    }
  }
  if (unknown >= 0 && known > 0 && numel % known == 0) {
    result[unknown] = numel / known;
    known = numel;
  }
  if (known != numel || (unknown >= 0 && result[unknown] < 0))
    fail("reshape: ", numel, " elements do not fill ", shape);
  return result;
}

}  // namespace views
}  // namespace gradus
