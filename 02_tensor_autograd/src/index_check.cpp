#include "indexing.h"

#include <gradus/common/error.h>

#include <atomic>
#include <string>

namespace gradus {
namespace {

bool outside(std::int64_t position, Index size) { return position < 0 || position >= size; }

}  // namespace

void check_positions(const char* operation, const Array& index, Index size, int axis) {
  // An index that was expanded says the same thing again and again.
  Layout once = index.layout;
  for (int i = 0; i < once.rank(); ++i)
    if (once.strides[i] == 0) once.shape[i] = std::min<Index>(once.shape[i], 1);
  const auto* positions = index.data<std::int64_t>();
  std::atomic<bool> found = false;
  for_each_row<1>(plan_loop<1>({&once}), [&](const auto& offset, Index count, const auto& stride) {
    bool any = false;
    for (Index i = 0; i < count; ++i) any |= outside(positions[offset[0] + i * stride[0]], size);
    if (any) found = true;
  });
  if (!found) return;
  // The first one, whatever the threads saw first.
  for (Index i = 0; i < once.numel(); ++i) {
    const Dims at = unravel(i, once.shape);
    const std::int64_t position = positions[offset_of(at, once.strides)];
    if (outside(position, size))
      fail(operation, ": the index at ", at, " is ", position, ", outside axis ", axis, " of size ",
           size, size == 0 ? ", which has no elements" : "; use 0 to " + std::to_string(size - 1));
  }
}

}  // namespace gradus
