#include <gradus/tensor_autograd/broadcasting.h>
#include <gradus/tensor_autograd/choose.h>
#include <gradus/tensor_autograd/elementwise.h>

namespace gradus {
namespace {

// The inputs of the operation are a, b and the condition: the first one decides on the kernel.
const Rule where_rule{"where", &ops::where, 4, 0, [](BackwardCall& call) {
                        const Tensor condition = call.input(2), g = call.grad();
                        // exercise: choosing/where
                        //| Each element of the result is one of the two, so g belongs to that one, and the other one gets 0.
                        //| Say it with where(condition, ..., ...) itself: a product with 0 would keep a NaN of g. Give to
                        //| inputs 0 and 1 what call.needs(i) says they need.
                        if (call.needs(0)) call.give(0, where(condition, g, 0.0));
                        if (call.needs(1)) call.give(1, where(condition, 0.0, g));
                        // end exercise
                      }};

// The gradients of maximum and minimum. `lost[i]` is true where input i was not chosen.
void give_to_the_chosen(BackwardCall& call, const Tensor (&lost)[2]) {
  const Tensor g = call.grad();
  // exercise: choosing/maximum
  //| The chosen input gets g, the one that lost gets 0. At a tie neither has lost, and together they must not get more
  //| than g: each gets half of it. eq(call.input(0), call.input(1)) says where that is.
  const Tensor share = where(eq(call.input(0), call.input(1)), g * 0.5, g);
  for (int i = 0; i < 2; ++i)
    if (call.needs(i)) call.give(i, where(lost[i], 0.0, share));
  // end exercise
}

const Rule maximum_rule{"maximum", &ops::maximum, 3, 0, [](BackwardCall& call) {
                          const Tensor a = call.input(0), b = call.input(1);
                          give_to_the_chosen(call, {a < b, b < a});
                        }};

const Rule minimum_rule{"minimum", &ops::minimum, 3, 0, [](BackwardCall& call) {
                          const Tensor a = call.input(0), b = call.input(1);
                          give_to_the_chosen(call, {a > b, b > a});
                        }};

const Rule clamp_rule{"clamp", &ops::clamp, 1, 0, [](BackwardCall& call) {
                        const auto& [min, max] = call.attributes<ClampAttributes>();
                        const Tensor x = call.input(0);
                        Tensor g = call.grad();
                        // exercise: choosing/clamp
                        //| Between the bounds, and at them, clamp was the identity; beyond them it was constant. A bound may be
                        //| missing: `if (min)` asks, *min is its value. NaN lies between no bounds.
                        if (min) g = where(x >= *min, g, 0.0);
                        if (max) g = where(x <= *max, g, 0.0);
                        // end exercise
                        call.give(0, g);
                      }};

}  // namespace

Tensor where(const Tensor& condition, const Tensor& a, const Tensor& b) {
  const auto [left, right] = alike(a, b, "where");
  const Shape shape = broadcast_shapes(condition.shape(), left.shape(), "where");
  const Tensor yes = expand(left, shape), no = expand(right, shape),
               chosen = expand(condition, shape);
  return apply(where_rule, {&yes, &no, &chosen});
}
Tensor where(const Tensor& condition, Scalar a, const Tensor& b) {
  return where(condition, as_tensor(a, b), b);
}
Tensor where(const Tensor& condition, const Tensor& a, Scalar b) {
  return where(condition, a, as_tensor(b, a));
}

Tensor maximum(const Tensor& a, const Tensor& b) { return apply_broadcast(maximum_rule, a, b); }
Tensor maximum(const Tensor& a, Scalar b) { return maximum(a, as_tensor(b, a)); }
Tensor minimum(const Tensor& a, const Tensor& b) { return apply_broadcast(minimum_rule, a, b); }
Tensor minimum(const Tensor& a, Scalar b) { return minimum(a, as_tensor(b, a)); }

Tensor clamp(const Tensor& x, std::optional<Scalar> min, std::optional<Scalar> max) {
  Tensor converted = x;
  for (const auto& bound : {min, max})
    if (bound) converted = to(converted, result_type(converted, *bound));
  return apply(clamp_rule, {&converted}, ClampAttributes{min, max});
}

}  // namespace gradus
