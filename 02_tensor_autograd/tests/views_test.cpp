#include <gradus/common/error.h>
#include <gradus/tensor_autograd/layout.h>
#include <gradus/testing/expect.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "draw_layout.h"

using gradus::Axes;
using gradus::Dims;
using gradus::Index;
using gradus::Layout;
using gradus::offset_of;
using gradus::Shape;
using gradus::Strides;
using gradus::unravel;
using gradus::testing::Draw;
using gradus::testing::draw_layout;
using gradus::testing::expect;
using gradus::testing::expect_all;
using gradus::testing::places;
namespace views = gradus::views;

namespace {

// Shape, strides and offset in one row.
std::vector<double> numbers(const Layout& layout) {
  std::vector<double> all(layout.shape.begin(), layout.shape.end());
  all.insert(all.end(), layout.strides.begin(), layout.strides.end());
  all.push_back(static_cast<double>(layout.offset));
  return all;
}

std::string message(auto call) {
  try {
    call();
  } catch (const gradus::Error& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace

TEST(Views, Permute) {
  const Layout layout = Layout::contiguous({2, 3, 4});
  expect_all("[2, 3, 4] permuted to the order {1, 2, 0}: shape, strides, offset",
             numbers(views::permute(layout, {1, 2, 0})), {3, 4, 2, 4, 1, 12, 0})
      .if_equal({4, 2, 3, 1, 12, 4, 0},
                "axis i of the result is axis order[i] of the input, not the other way round")
      .if_equal({3, 4, 2, 12, 4, 1, 0},
                "the sizes moved and the strides stayed: now the elements are other ones")
      .if_equal({2, 3, 4, 4, 1, 12, 0}, "the strides moved and the sizes stayed");
}

TEST(Views, PermuteOfRandomLayouts) {
  Draw draw("permute");
  for (int sample = 0; sample < 50; ++sample) {
    const Layout layout = draw_layout(draw, draw.shape());
    const Axes axes = draw.permutation(layout.rank());
    const Layout result = views::permute(layout, axes);
    Shape shape;
    for (Index axis : axes) shape.push_back(layout.shape[static_cast<int>(axis)]);
    ASSERT_EQ(result.shape, shape) << layout.shape << " permuted to the order " << axes;
    std::vector<double> expected;
    for (Index i = 0; i < layout.numel(); ++i) {
      const Dims to = unravel(i, shape);
      Dims from = to;
      for (int k = 0; k < axes.rank(); ++k) from[static_cast<int>(axes[k])] = to[k];
      expected.push_back(static_cast<double>(layout.offset + offset_of(from, layout.strides)));
    }
    expect_all("places of the elements", places(result), expected);
    expect_all("permuted there and back",
               numbers(views::permute(result, views::inverse_permutation(axes))), numbers(layout));
  }
}

TEST(Views, Slice) {
  const Layout layout = Layout::contiguous({4, 5});
  expect_all("[4, 5] sliced to 1, 3 along the last axis (1 to 5, step 2): shape, strides, offset",
             numbers(views::slice(layout, 1, 1, 5, 2)), {4, 2, 5, 2, 1})
      .if_equal({4, 2, 5, 2, 0}, "the view must begin `start` steps along the axis")
      .if_equal({4, 2, 5, 1, 1},
                "one index more in the view is `step` elements more: the stride grows");
  expect_all("elements 0, 2, 4 of five (0 to 5, step 2)",
             places(views::slice(Layout::contiguous({5}), 0, 0, 5, 2)), {0, 2, 4})
      .if_equal({0, 2}, "the number of elements was rounded down: 5 elements at step 2 are three");
  expect_all("rows 2 and 3 of [4, 5]: shape, strides, offset",
             numbers(views::slice(layout, 0, 2, 4)), {2, 5, 5, 1, 10})
      .if_equal({2, 5, 5, 1, 2}, "`start` counts rows, and a row is a stride long");
  expect_all("the last two of five", places(views::slice(Layout::contiguous({5}), 0, -2, 5)),
             {3, 4});
  expect_all("beyond the end, as in Python",
             places(views::slice(Layout::contiguous({5}), 0, 3, 99)), {3, 4});
  expect_all("nothing", places(views::slice(Layout::contiguous({5}), 0, 4, 2)),
             std::vector<double>{});
  expect_all("a step beyond the end",
             places(views::slice(Layout::contiguous({5}), 0, 1, 5, Index{1} << 62)), {1});
}

TEST(Views, SliceAndSelectOfRandomLayouts) {
  Draw draw("slice");
  for (int sample = 0; sample < 100; ++sample) {
    Shape shape = draw.shape();
    if (shape.rank() == 0) shape.push_back(3);
    const Layout layout = draw_layout(draw, shape);
    const int axis = static_cast<int>(draw.between(0, shape.rank() - 1));
    const Index start = draw.between(0, shape[axis]), stop = draw.between(start, shape[axis]),
                step = draw.between(1, 3);
    std::vector<double> expected, selected;
    for (Index i = 0; i < layout.numel(); ++i) {
      const Dims at = unravel(i, shape);
      const double place = static_cast<double>(layout.offset + offset_of(at, layout.strides));
      if (at[axis] >= start && at[axis] < stop && (at[axis] - start) % step == 0)
        expected.push_back(place);
      if (at[axis] == shape[axis] - 1) selected.push_back(place);
    }
    const Layout result = views::slice(layout, axis, start, stop, step);
    const auto what = to_string(shape) + ": " + std::to_string(start) + " to " +
                      std::to_string(stop) + " at step " + std::to_string(step) + " along axis " +
                      std::to_string(axis);
    expect_all(what, places(result), expected);
    if (shape[axis] == 0) continue;
    const Layout last = views::select(layout, axis, -1);
    EXPECT_EQ(last.rank(), shape.rank() - 1);
    expect_all("the last part of " + to_string(shape) + " along axis " + std::to_string(axis),
               places(last), selected);
  }
}

TEST(Views, Expand) {
  const Layout row = Layout::contiguous({3}), column = Layout::contiguous({2, 1});
  expect_all("[3] expanded to [2, 3]: shape, strides, offset", numbers(views::expand(row, {2, 3})),
             {2, 3, 0, 1, 0})
      .if_equal({2, 3, 3, 1, 0},
                "a repeated axis must have stride 0: every index along it reads the same element")
      .if_equal({2, 3, 0, 0, 0}, "an axis that keeps its size keeps its stride")
      .if_equal({2, 3, 1, 0, 0}, "the new axes come in front; the old ones are the last ones");
  expect_all("[2, 1] expanded to [2, 3]: shape, strides, offset",
             numbers(views::expand(column, {2, 3})), {2, 3, 1, 0, 0});
  expect_all("[2, 1] expanded to [4, -1, 3]: shape, strides, offset",
             numbers(views::expand(column, {4, -1, 3})), {4, 2, 3, 0, 1, 0, 0})
      .if_equal({4, -1, 3, 0, 1, 0, 0}, "-1 stands for the size the axis has already")
      .if_equal({4, -1, 3, 0, 0, 0, 0}, "-1 stands for the size the axis has already");
  expect_all("[1] expanded to [0]: shape, strides, offset",
             numbers(views::expand(Layout::contiguous({1}), {0})), {0, 0, 0});
}

TEST(Views, ExpandOfRandomLayouts) {
  Draw draw("expand");
  for (int sample = 0; sample < 50; ++sample) {
    const Layout layout = draw_layout(draw, draw.shape(3));
    Shape shape = layout.shape;
    for (Index& size : shape)
      if (size == 1) size = draw.between(0, 3);
    for (Index added = draw.between(0, 2); added > 0; --added) shape.insert(0, draw.between(1, 3));
    std::vector<double> expected;
    for (Index i = 0; i < numel(shape); ++i) {
      const Dims to = unravel(i, shape);
      Dims from;
      for (int axis = 0; axis < layout.rank(); ++axis)
        from.push_back(layout.shape[axis] == 1 ? 0 : to[shape.rank() - layout.rank() + axis]);
      expected.push_back(static_cast<double>(layout.offset + offset_of(from, layout.strides)));
    }
    expect_all("places of " + to_string(layout.shape) + " expanded to " + to_string(shape),
               places(views::expand(layout, shape)), expected);
  }
}

TEST(Views, Unfold) {
  expect_all("windows of 3, 2 apart, in seven elements: shape, strides, offset",
             numbers(views::unfold(Layout::contiguous({7}), 0, 3, 2)), {3, 3, 2, 1, 0})
      .if_equal({2, 3, 2, 1, 0},
                "a window is missing: one fits at the start, and one more for each further step")
      .if_equal({3, 3, 1, 2, 0},
                "windows are `step` apart and their elements next to each other, not the other "
                "way round")
      .if_equal({3, 3, 2, 2, 0},
                "the elements of a window lie next to each other, not `step` apart")
      .if_equal({3, 3, 3, 1, 0}, "windows overlap here: they are `step` apart, not `size`");
  expect_all("windows of 2, 1 apart, along the first axis of [3, 2]: places",
             places(views::unfold(Layout::contiguous({3, 2}), 0, 2, 1)), {0, 2, 1, 3, 2, 4, 3, 5});
}

TEST(Views, UnfoldOfRandomLayouts) {
  Draw draw("unfold");
  for (int sample = 0; sample < 50; ++sample) {
    Shape shape = draw.shape(4, false);
    if (shape.rank() == 0) shape.push_back(3);
    const Layout layout = draw_layout(draw, shape);
    const int axis = static_cast<int>(draw.between(0, shape.rank() - 1));
    const Index size = draw.between(1, shape[axis]), step = draw.between(1, 3);
    Shape windows = shape;
    windows[axis] = 0;
    while (windows[axis] * step + size <= shape[axis]) ++windows[axis];
    std::vector<double> expected;
    for (Index i = 0; i < numel(windows); ++i) {
      Dims at = unravel(i, windows);
      at[axis] *= step;
      for (Index k = 0; k < size; ++k, ++at[axis])
        expected.push_back(static_cast<double>(layout.offset + offset_of(at, layout.strides)));
    }
    expect_all("windows of " + std::to_string(size) + ", " + std::to_string(step) + " apart, in " +
                   to_string(shape) + " along axis " + std::to_string(axis),
               places(views::unfold(layout, axis, size, step)), expected);
  }
}

namespace {

// The view if there is one at all: if strides exist that reach the same places, they can be read
// off the places of the indices with a single 1.
std::optional<Layout> view_by_search(const Layout& layout, const Shape& shape) {
  const std::vector<double> wanted = places(layout);
  const Strides steps = gradus::contiguous_strides(shape);
  Layout result{shape, Strides::filled(shape.rank(), 1), static_cast<Index>(wanted.at(0))};
  for (int axis = 0; axis < shape.rank(); ++axis)
    if (shape[axis] > 1)
      result.strides[axis] =
          static_cast<Index>(wanted.at(static_cast<std::size_t>(steps[axis]))) - result.offset;
  return places(result) == wanted ? std::optional(result) : std::nullopt;
}

// Another shape of as many elements.
Shape draw_reshaped(Draw& draw, const Shape& shape) {
  Index left = numel(shape);
  Shape result;
  for (Index divisor : {2, 3, 2, 5}) {
    Index size = 1;
    while (left % divisor == 0 && draw.chance(0.6)) {
      size *= divisor;
      left /= divisor;
    }
    if (size > 1 || draw.chance(0.2)) result.push_back(size);
  }
  if (left > 1) result.insert(static_cast<int>(draw.between(0, result.rank())), left);
  return result;
}

}  // namespace

TEST(Views, Reshape) {
  const Layout whole = Layout::contiguous({2, 6});
  const auto view = views::reshape(whole, {3, 4});
  expect("whether [2, 6] without gaps has a view [3, 4]", view.has_value(), 1);
  if (view)
    expect_all("its shape, strides, offset", numbers(*view), {3, 4, 4, 1, 0})
        .if_equal({3, 4, 1, 3, 0},
                  "the last axis of a row-major view takes the smallest step, not the first");

  const Layout transposed = views::transpose(whole, 0, 1);  // [6, 2], strides [1, 6]
  expect("whether a transposed [6, 2] has a view [12]",
         views::reshape(transposed, {12}).has_value(), 0)
      .if_equal(1, "its elements in row-major order are 0, 6, 1, 7, ...: no stride goes there");
  const auto split = views::reshape(transposed, {3, 2, 2});
  expect("whether a transposed [6, 2] has a view [3, 2, 2]", split.has_value(), 1)
      .if_equal(0,
                "not every view needs a tensor without gaps: an axis can be split whatever its "
                "stride");
  if (split)
    expect_all("its shape, strides, offset", numbers(*split), {3, 2, 2, 2, 1, 6, 0})
        .if_equal({3, 2, 2, 4, 2, 1, 0},
                  "these are the strides of a tensor without gaps; the view's follow from the "
                  "input's");

  const Layout loose{{3, 1, 2}, {2, 50, 1}, 0};
  expect("whether [3, 1, 2] with strides [2, 50, 1] has a view [6]",
         views::reshape(loose, {6}).has_value(), 1)
      .if_equal(0, "an axis of size 1 never stands in the way, whatever its stride");
  expect("whether a single number has a view [1, 1]",
         views::reshape(Layout::contiguous({}), {1, 1}).has_value(), 1);
  expect("whether [2, 0] has a view [0, 7]",
         views::reshape(Layout::contiguous({2, 0}), {0, 7}).has_value(), 1);
}

TEST(Views, ReshapeIsAViewWheneverThereIsOne) {
  Draw draw("reshape");
  int found = 0, missing = 0;
  for (int sample = 0; sample < 400; ++sample) {
    const Shape shape = draw.shape(5, false);
    Layout layout = draw.chance(0.5) ? Layout::contiguous(shape) : draw_layout(draw, shape);
    if (draw.chance(0.3) && layout.rank() > 1)
      layout = views::transpose(layout, 0, draw.between(1, layout.rank() - 1));
    const Shape to = draw_reshaped(draw, layout.shape);
    const auto expected = view_by_search(layout, to), actual = views::reshape(layout, to);
    ++(expected ? found : missing);
    std::ostringstream what;
    what << layout.shape << " with strides " << layout.strides << " as " << to;
    EXPECT_EQ(actual.has_value(), expected.has_value())
        << what.str() << (expected ? " has a view" : " has no view");
    if (actual && expected) expect_all("places of " + what.str(), places(*actual), places(layout));
  }
  EXPECT_GT(found, 50);
  EXPECT_GT(missing, 50);
}

TEST(Views, SmallOnes) {
  const Layout layout = Layout::contiguous({2, 3});
  expect_all("transpose of [2, 3]: shape, strides, offset",
             numbers(views::transpose(layout, 0, -1)), {3, 2, 1, 3, 0});
  const Layout unsqueezed = views::unsqueeze(layout, 1);
  EXPECT_EQ(unsqueezed.shape, Shape({2, 1, 3}));
  expect_all("squeezed again", numbers(views::squeeze(unsqueezed, 1)), numbers(layout));
  EXPECT_EQ(views::unsqueeze(layout, -1).shape, Shape({2, 3, 1}));
  EXPECT_EQ(views::resolve_shape({2, -1}, 12), Shape({2, 6}));
  EXPECT_EQ(views::resolve_shape({}, 1), Shape({}));
}

TEST(Views, ErrorsNameTheValues) {
  const Layout layout = Layout::contiguous({2, 3});
  EXPECT_EQ(message([&] {
              views::permute(layout, {0, 0});
            }),
            "permute: axis 0 appears twice in [0, 0]; name every axis once");
  EXPECT_EQ(message([&] { views::permute(layout, {0}); }),
            "permute: 1 axes given for a tensor of rank 2; name every axis once");
  EXPECT_EQ(message([&] { views::slice(layout, 0, 0, 2, -1); }),
            "slice: the step must be at least 1, not -1; use flip to reverse an axis");
  EXPECT_EQ(message([&] { views::select(layout, 1, 3); }),
            "select: index 3 is outside axis 1 of [2, 3] (size 3)");
  EXPECT_EQ(message([&] {
              views::expand(layout, {4, 3});
            }),
            "expand: [2, 3] cannot become [4, 3]: axis 0 has size 2, not 1 or 4");
  EXPECT_EQ(message([&] { views::expand(layout, {3}); }),
            "expand: [2, 3] has more axes than [3]; expand can only add axes in front");
  EXPECT_EQ(message([&] { views::squeeze(layout, 1); }),
            "squeeze: axis 1 of [2, 3] has size 3, not 1");
  EXPECT_EQ(message([&] { views::unfold(layout, 1, 4, 1); }),
            "unfold: windows of 4 do not fit into axis 1 of [2, 3]");
  EXPECT_EQ(message([&] {
              views::resolve_shape({4, -1}, 6);
            }),
            "reshape: 6 elements do not fill [4, -1]");
  EXPECT_EQ(message([&] {
              views::resolve_shape({-1, -1}, 6);
            }),
            "reshape: [-1, -1] has more than one -1; only one size can be worked out");
  EXPECT_EQ(message([&] {
              views::resolve_shape({-1, 0}, 0);
            }),
            "reshape: 0 elements do not fill [-1, 0]");
  const Index huge = Index{1} << 40;
  EXPECT_EQ(message([&] {
              views::resolve_shape({huge, huge}, 6);
            }),
            "reshape: [1099511627776, 1099511627776] has more elements than can be counted");
}
