#include "statistics.h"

#include <gradus/common/error.h>
#include <gradus/tensor_autograd/extremes.h>

#include <algorithm>

namespace gradus {
namespace {

// The rule of max and of min.
void share_among_ties(BackwardCall& call) {
  const Tensor x = call.input(0);
  const auto& settings = call.attributes<ReduceAttributes>();
  const Shape kept = reduced_shape(x.shape(), {settings.axes, true});
  // exercise: statistics/ties
  //| Only elements that are equal to the result moved it. Where several are, moving one of them alone changes nothing;
  //| let them share the upstream gradient evenly. `kept` is the shape of the result with keepdim: bring the upstream
  //| gradient and call.output() to it first, so that both broadcast against x. to(eq(a, b), x.dtype()) is 1 where a
  //| equals b, else 0; sum_to(..., kept) counts.
  const Tensor g = reshape(call.grad(), kept), y = reshape(call.output(), kept);
  const Tensor chosen = to(eq(x, y), x.dtype());
  call.give(0, chosen * (g / sum_to(chosen, kept)));
  // end exercise
}
const Rule max_rule{"max", &ops::max, 1, 1, share_among_ties};
const Rule min_rule{"min", &ops::min, 1, 1, share_among_ties};

}  // namespace

Tensor max(const Tensor& x, const Axes& axes, bool keepdim) {
  return apply(max_rule, {&x}, reduce_attributes(axes, keepdim, x.dim(), "max"));
}
Tensor min(const Tensor& x, const Axes& axes, bool keepdim) {
  return apply(min_rule, {&x}, reduce_attributes(axes, keepdim, x.dim(), "min"));
}

Tensor var(const Tensor& x, const Axes& axes, double correction, bool keepdim) {
  need_floating(x, "var");
  const double count = static_cast<double>(count_along(x.shape(), axes, "var"));
  // exercise: statistics/var
  //| The mean first, then the sum of the squared distances from it, over max(0, count - correction). Not the mean of the
  //| squares minus the square of the mean: both are large and nearly equal where the mean is large. square(), sum(),
  //| mean() and as_tensor(number, x) help; mind that the mean must broadcast against x.
  const Tensor distance = x - mean(x, axes, true);
  return sum(square(distance), axes, keepdim) / as_tensor(std::max(0.0, count - correction), x);
  // end exercise
}

}  // namespace gradus
