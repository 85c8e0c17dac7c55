#include <gradus/common/error.h>
#include <gradus/tensor_autograd/autograd.h>
#include <gradus/tensor_autograd/creation.h>
#include <gradus/tensor_autograd/elementwise.h>
#include <gradus/testing/child_process.h>
#include <gradus/testing/expect.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "draw_array.h"

using gradus::apply;
using gradus::Array;
using gradus::backward;
using gradus::BackwardCall;
using gradus::BackwardOptions;
using gradus::float32;
using gradus::float64;
using gradus::Index;
using gradus::Layout;
using gradus::live_nodes;
using gradus::NoGrad;
using gradus::Rule;
using gradus::Shape;
using gradus::Tensor;
using gradus::testing::array_of;
using gradus::testing::Draw;
using gradus::testing::expect;
using gradus::testing::expect_all;
namespace ops = gradus::ops;
namespace views = gradus::views;

namespace {

// The rules that this test needs. Those of the library come two steps later.
extern const Rule add_rule, mul_rule, scale_rule;
int add_rule_ran = 0;

Tensor add(const Tensor& a, const Tensor& b) { return apply(add_rule, {&a, &b}); }
Tensor mul(const Tensor& a, const Tensor& b) { return apply(mul_rule, {&a, &b}); }
Tensor scale(const Tensor& x, gradus::Scalar factor) {
  return apply(scale_rule, {&x}, gradus::AffineAttributes{factor, 0});
}

const Rule add_rule{"add", &ops::add, 0, 0, [](BackwardCall& call) {
                      ++add_rule_ran;
                      call.give(0, call.grad());
                      call.give(1, call.grad());
                    }};
const Rule mul_rule{"mul", &ops::mul, 3, 0, [](BackwardCall& call) {
                      if (call.needs(0)) call.give(0, mul(call.grad(), call.input(1)));
                      if (call.needs(1)) call.give(1, mul(call.grad(), call.input(0)));
                    }};
const Rule scale_rule{
    "scale", &ops::affine, 0, 0, [](BackwardCall& call) {
      call.give(0, scale(call.grad(), call.attributes<gradus::AffineAttributes>().scale));
    }};
const Rule exp_rule{"exp", &ops::exp, 0, 1,
                    [](BackwardCall& call) { call.give(0, mul(call.grad(), call.output())); }};
// A view: the axes of a matrix swapped.
const Rule swap_rule{"swap", nullptr, 0, 0, [](BackwardCall& call) {
                       const Array& upstream = call.grad().array();
                       call.give(0, Tensor(upstream.with(views::transpose(upstream.layout, 0, 1))));
                     }};

Tensor swapped(const Tensor& x) {
  return gradus::apply_view(swap_rule, x, views::transpose(x.array().layout, 0, 1));
}

Tensor leaf(const std::vector<double>& values, const Shape& shape) {
  return Tensor::of(values, shape, float64).requires_grad(true);
}
Tensor constant(const std::vector<double>& values, const Shape& shape) {
  return Tensor::of(values, shape, float64);
}

// The elements of a leaf's gradient; none where nothing arrived.
std::vector<double> gradient(const Tensor& x) {
  return x.grad().defined() ? x.grad().to_vector() : std::vector<double>{};
}

// A pass over a leaf alone: no order, nothing to add.
bool leaves_keep_gradients() {
  const Tensor x = leaf({1}, {1});
  backward(x, constant({3}, {1}));
  return gradient(x) == std::vector<double>{3};
}

// Without a right order nothing else can work.
bool order_is_right() {
  const Tensor x = leaf({1}, {1});
  backward(scale(scale(x, 2), 3), constant({1}, {1}));
  return gradient(x) == std::vector<double>{6};
}

bool gradients_are_added() {
  const Tensor x = leaf({1}, {1});
  backward(add(x, x), constant({1}, {1}));
  return gradient(x) == std::vector<double>{2};
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

TEST(TensorBackward, OneOperation) {
  Draw draw("one");
  for (int sample = 0; sample < 20; ++sample) {
    const Shape shape = draw.shape();
    const auto a = draw.normals(numel(shape)), b = draw.normals(numel(shape)),
               g = draw.normals(numel(shape));
    const Tensor x = leaf(a, shape), y = leaf(b, shape);
    backward(mul(x, y), constant(g, shape));
    std::vector<double> dx, dy;
    for (std::size_t i = 0; i < g.size(); ++i) {
      dx.push_back(g[i] * b[i]);
      dy.push_back(g[i] * a[i]);
    }
    expect_all("d(g a b)/da for " + to_string(shape), gradient(x), dx);
    expect_all("d(g a b)/db for " + to_string(shape), gradient(y), dy);
    EXPECT_EQ(x.grad().dtype(), float64);
  }
}

TEST(TensorBackward, ALeafAlone) {
  EXPECT_TRUE(leaves_keep_gradients())
      << "Likely cause: a leaf did not keep what arrived at it; retain_grad is for computed values";
}

TEST(TensorBackward, AValueThatIsUsedTwice) {
  const Tensor a = leaf({1, 2, 3}, {3}), g = constant({10, 20, 30}, {3});
  backward(add(a, a), g);
  expect_all("gradient of a + a, upstream [10, 20, 30]", gradient(a), {20, 40, 60})
      .if_equal({10, 20, 30},
                "a is used twice, and only one of its two gradients counts; they must be added");
  const Tensor b = leaf({2, 3}, {2});
  backward(mul(b, b), constant({1, 10}, {2}));
  expect_all("gradient of b * b at [2, 3], upstream [1, 10]", gradient(b), {4, 60});
  const Tensor c = leaf({5}, {1}), d = leaf({7}, {1}), product = mul(c, d);
  backward(add(add(product, c), c), constant({1}, {1}));
  expect_all("gradient of c d + c + c for c, at d = 7", gradient(c), {9})
      .if_equal({7}, "only the last gradient that arrived counts; they must be added")
      .if_equal({1}, "only the first gradient that arrived counts; they must be added");
}

TEST(TensorBackward, AddingDoesNotChangeWhatOthersHold) {
  const Tensor a = leaf({1, 2}, {2}), b = leaf({3, 4}, {2}), g = constant({1, 10}, {2});
  backward(add(add(a, b), a), g);
  expect_all("gradient of a + b + a for a", gradient(a), {2, 20});
  expect_all("gradient of a + b + a for b", gradient(b), {1, 10})
      .if_equal({2, 20},
                "b's gradient grew when a's was added to: both were the same memory. A sum needs "
                "a tensor of its own");
  expect_all("the upstream gradient afterwards", g.to_vector(), {1, 10});
}

TEST(TensorBackward, EveryNodeAfterAllThatUseIt) {
  const Tensor a = leaf({2, 1}, {2}), b = leaf({3, -1}, {2});
  const Tensor product = mul(a, b), sum = add(product, a);
  const Tensor result = mul(product, sum);  // a b (a b + a)
  backward(result, constant({1, 1}, {2}));
  expect_all("gradient of a b (a b + a) for a, at a = [2, 1], b = [3, -1]", gradient(a), {48, 0})
      .if_equal({48 - 6 * 3, -1}, "the product handed its gradient on before sum's share came in")
      .if_equal({6 + 24, -1 + 0}, "the product handed its gradient on before sum's share came in");
  expect_all("gradient for b", gradient(b), {28, -1});
  // The same value, used along a short way and along a long one.
  const Tensor x = leaf({1}, {1});
  Tensor y = scale(x, 2);
  const Tensor early = y;
  for (int i = 0; i < 5; ++i) y = scale(y, 2);
  backward(add(y, early), constant({1}, {1}));
  expect_all("gradient of 2 x + 64 x", gradient(x), {66})
      .if_true(gradient(x) == std::vector<double>{2} && gradients_are_added(),
               "the node that was used along both ways came too early: what arrived later along "
               "the long way was lost")
      .if_true(!x.grad().defined() && leaves_keep_gradients(),
               "nothing arrived: the newest node must come first");
}

TEST(TensorBackward, EveryNodeOnce) {
  const Tensor a = leaf({1}, {1});
  Tensor x = a;
  for (int i = 0; i < 12; ++i) x = add(x, x);  // 4096 ways lead from x to a
  add_rule_ran = 0;
  backward(x, constant({1}, {1}));
  expect_all("gradient of a doubled 12 times", gradient(a), {4096});
  expect("how often the rule of add ran", add_rule_ran, 12);
  EXPECT_NE(a.node()->mark, 0u) << "Likely cause: without marks, each of the 4096 ways is walked; "
                                   "with 60 doublings that would not end";
  EXPECT_EQ(a.node()->mark, x.node()->mark);
}

namespace {
std::uint32_t leaf_references = 0;
const gradus::Node* watched = nullptr;
const Rule watching_rule{"watching", &ops::affine, 0, 0, [](BackwardCall& call) {
                           leaf_references = watched->use_count();
                           call.give(0, call.grad());
                         }};
}  // namespace

TEST(TensorBackward, TheListHoldsEveryNodeOnce) {
  const Tensor a = leaf({1}, {1});
  const Tensor twice = add(a, a), fourfold = add(twice, twice);
  const Tensor result = apply(watching_rule, {&fourfold}, gradus::AffineAttributes{1, 0});
  watched = a.node();
  const std::uint32_t before = a.node()->use_count();
  backward(result, constant({1}, {1}));
  expect("how often a's node stands in the list", leaf_references - before, 1)
      .if_equal(4, "once for each way that leads to it: do you look at `mark` before you add one?")
      .if_equal(2, "once for each use: do you look at `mark` before you add one?");
}

TEST(TensorBackward, AChainOfAHundredThousand) {
  const bool came_back = gradus::testing::survives(
      [] {
        const Tensor a = leaf({1}, {1});
        Tensor x = a;
        for (int i = 0; i < 100'000; ++i) x = scale(x, 1);
        backward(x, constant({1}, {1}));
      },
      1 << 20);
  EXPECT_TRUE(came_back)
      << "Likely cause: a walk that calls itself needs a stack frame for each node, and 100,000 of "
         "them do not fit into 1 MiB (is newest_first recursive?)";
}

TEST(TensorBackward, LeavesSumUpOverPasses) {
  Tensor a = leaf({2}, {1});
  backward(scale(a, 5), constant({1}, {1}));
  const Tensor first = a.grad();
  backward(scale(a, 7), constant({1}, {1}));
  expect_all("a's gradient after the passes of 5 a and 7 a", gradient(a), {12});
  expect("the gradient read after the first pass", first.item(), 5)
      .if_equal(12, "it grew afterwards: a sum needs a tensor of its own");
  a.set_grad({});
  EXPECT_FALSE(a.grad().defined());
  backward(a, constant({3}, {1}));
  expect_all("a's gradient after a pass of a itself", gradient(a), {3});
}

TEST(TensorBackward, ASecondPassStartsAnew) {
  const Tensor a = leaf({2}, {1}), g = constant({1}, {1});
  const Tensor b = mul(a, a);
  const Tensor c = mul(b, b);
  backward(c, g, {.retain_graph = true});
  backward(c, g, {.retain_graph = true});
  expect_all("d(a^4)/da at 2, two passes", gradient(a), {64})
      .if_equal(96, "b still held the first pass's gradient in the second");
  backward(c, g);
  expect_all("and a third", gradient(a), {96});
  EXPECT_EQ(message([&] { backward(c, g); }),
            "backward: the graph of mul was freed by an earlier backward; pass retain_graph for a "
            "second pass");
}

TEST(TensorBackward, ComputedValuesKeepTheirGradientOnRequest) {
  const Tensor a = leaf({2}, {1});
  Tensor b = scale(a, 3), c = scale(b, 5);
  b.retain_grad();
  backward(c, constant({1}, {1}));
  expect_all("the gradient kept for b", gradient(b), {5})
      .if_true(!b.grad().defined() && order_is_right(),
               "retain_grad was called for b, and its gradient was dropped");
  EXPECT_FALSE(c.grad().defined());
}

TEST(TensorBackward, ConstantsGetNothing) {
  const Tensor a = leaf({2, 3}, {2}), k = constant({5, 7}, {2});
  const Tensor product = mul(a, k);
  backward(product, constant({1, 1}, {2}));
  EXPECT_FALSE(k.requires_grad());
  EXPECT_FALSE(k.grad().defined());
  EXPECT_FALSE(mul(k, k).requires_grad()) << "nothing to learn, no graph";
  expect_all("gradient of a k for a", gradient(a), {5, 7});
  Tensor whole = Tensor::of({1, 2}, {2}, gradus::int64);
  EXPECT_EQ(message([&] { whole.requires_grad(true); }),
            "requires_grad: only floating-point tensors have gradients, not int64");
}

TEST(TensorBackward, WithoutTheGraph) {
  const Tensor a = leaf({2}, {1});
  const std::int64_t before = live_nodes();
  {
    NoGrad off;
    EXPECT_FALSE(gradus::grad_enabled());
    EXPECT_FALSE(mul(a, a).requires_grad());
    {
      const gradus::GradMode on(true);
      EXPECT_TRUE(mul(a, a).requires_grad());
    }
    EXPECT_FALSE(mul(a, a).requires_grad());
  }
  EXPECT_TRUE(gradus::grad_enabled());
  EXPECT_EQ(live_nodes(), before);
  const Tensor d = mul(a, a).detach();
  EXPECT_FALSE(d.requires_grad());
  EXPECT_EQ(d.item(), 4);
  backward(mul(a, d), constant({1}, {1}));
  expect_all("gradient of a detach(a a)", gradient(a), {4})
      .if_equal(12, "what was detached is a constant");
}

TEST(TensorBackward, NodesAndMemoryAreGivenBack) {
  const std::int64_t nodes = live_nodes();
  const std::size_t bytes = gradus::memory_use(gradus::cpu).live;
  {
    const Tensor a = leaf(std::vector<double>(100, 1.0), {100});
    {
      Tensor x = a;
      for (int i = 0; i < 50; ++i) x = mul(x, a);
      EXPECT_EQ(live_nodes(), nodes + 51);
      const std::size_t before = gradus::memory_use(gradus::cpu).live;
      backward(x, gradus::ones({100}, float64));
      EXPECT_LT(gradus::memory_use(gradus::cpu).live, before)
          << "the pass gives back what rules had kept";
    }
    EXPECT_EQ(live_nodes(), nodes + 1) << "only the leaf is left";
    EXPECT_EQ(gradus::memory_use(gradus::cpu).live, bytes + 2 * 800) << "a and its gradient";
  }
  EXPECT_EQ(live_nodes(), nodes);
  EXPECT_EQ(gradus::memory_use(gradus::cpu).live, bytes);
}

TEST(TensorBackward, TemporariesKeepNoGradient) {
  const std::size_t before = gradus::memory_use(gradus::cpu).live;
  constexpr std::size_t kSize = 100 * sizeof(double);
  const Tensor a = leaf(std::vector<double>(100, 1.0), {100});
  std::vector<Tensor> held;  // as a user might, who wants to look at them
  Tensor x = a;
  for (int i = 0; i < 10; ++i) held.push_back(x = mul(x, a));
  backward(x, gradus::ones({100}, float64));
  std::size_t with_gradient = 0;
  for (const Tensor& temporary : held) with_gradient += temporary.grad().defined();
  expect("temporaries that have a gradient after the pass", with_gradient, 0)
      .if_true(with_gradient == held.size(),
               "a temporary keeps a gradient that nobody asked for; that doubles the memory");
  // The leaf, its gradient, and what is held: not a byte more.
  EXPECT_EQ(gradus::memory_use(gradus::cpu).live - before, (2 + held.size()) * kSize);
}

TEST(TensorBackward, ChangedInPlaceIsNoticed) {
  const Tensor a = leaf({2}, {1}), b = constant({3}, {1}), g = constant({1}, {1});
  const Tensor product = mul(a, b);
  run_into(ops::add, {&b.array(), &b.array()}, {&b.array()});
  EXPECT_EQ(message([&] { backward(product, g); }),
            "mul: a tensor that its gradient needs was changed in place after the forward pass "
            "(version 1, saved was 0); change a copy instead");
  EXPECT_FALSE(a.grad().defined());
  const Tensor sum = add(a, b);
  run_into(ops::add, {&b.array(), &b.array()}, {&b.array()});
  backward(sum, g);
  expect_all("gradient of a sum, which needs no input", gradient(a), {1});
}

TEST(TensorBackward, GradLeavesTheLeavesAlone) {
  if (!order_is_right()) return;
  const Tensor a = leaf({2}, {1}), b = leaf({3}, {1}), c = leaf({4}, {1}), g = constant({1}, {1});
  const Tensor product = mul(a, b);
  const auto results = gradus::grad(mul(product, product), {a, product, c}, g);
  expect("d(a b)^2/da", results[0].item(), 36);
  expect("d(a b)^2/d(a b)", results[1].item(), 12);
  EXPECT_FALSE(results[2].defined()) << "nothing depends on c";
  EXPECT_FALSE(a.grad().defined());
  EXPECT_FALSE(b.grad().defined());
}

TEST(TensorBackward, GradientsOfGradients) {
  if (!order_is_right()) return;
  const Tensor x = leaf({2, 3}, {2}), g = constant({1, 1}, {2});
  const Tensor cube = mul(mul(x, x), x);
  const BackwardOptions again{.create_graph = true};
  const Tensor first = gradus::grad(cube, {x}, g, again)[0];
  expect_all("d(x^3)/dx at [2, 3]", first.to_vector(), {12, 27});
  ASSERT_TRUE(first.requires_grad());
  const Tensor second = gradus::grad(first, {x}, g, again)[0];
  expect_all("its derivative, 6 x", second.to_vector(), {12, 18});
  const Tensor third = gradus::grad(second, {x}, g)[0];
  expect_all("and its derivative, 6", third.to_vector(), {6, 6});
  const Tensor e = apply(exp_rule, {&x});
  const Tensor de = gradus::grad(e, {x}, g, again)[0];
  expect_all("the second derivative of exp", gradus::grad(de, {x}, g)[0].to_vector(),
             e.to_vector());
}

TEST(TensorBackward, Views) {
  const Tensor a = leaf({1, 2, 3, 4, 5, 6}, {2, 3});
  const Tensor b = swapped(a);
  EXPECT_EQ(b.array().storage, a.array().storage) << "nothing was copied";
  backward(mul(b, b), constant({1, 10, 100, 1, 1, 1}, {3, 2}));
  expect_all("gradient of the square of a transposed matrix", gradient(a), {2, 400, 6, 80, 10, 12});
}

namespace {

// An operation with two outputs: 2 x and 3 x.
void infer_two_ways(const gradus::Operation&, gradus::Inputs inputs, const gradus::Attributes&,
                    gradus::OutputSpecs& outputs) {
  for (int i = 0; i < 2; ++i)
    outputs.push_back({inputs[0]->shape(), contiguous_strides(inputs[0]->shape()), float64});
}
void two_ways_kernel(const gradus::KernelCall& call) {
  gradus::map_unary<double, double>(call.in(0), call.out(0), [](double x) { return 2 * x; });
  gradus::map_unary<double, double>(call.in(0), call.out(1), [](double x) { return 3 * x; });
}
gradus::Operation two_ways("two_ways", infer_two_ways,
                           {{gradus::cpu, float64, "loop", two_ways_kernel}});
const Rule two_ways_rule{"two_ways", &two_ways, 0, 0, [](BackwardCall& call) {
                           call.give(0, add(scale(call.grad(0), 2), scale(call.grad(1), 3)));
                         }};

}  // namespace

TEST(TensorBackward, SeveralOutputs) {
  const Tensor a = leaf({1, 2}, {2});
  const Tensor* inputs[] = {&a};
  const auto both = gradus::apply_all(two_ways_rule, inputs);
  backward(mul(both[0], both[1]), constant({1, 1}, {2}));
  expect_all("gradient of 2 a * 3 a", gradient(a), {12, 24});
  const auto again = gradus::apply_all(two_ways_rule, inputs);
  expect_all("gradient of the second output alone",
             gradus::grad(again[1], {a}, constant({1, 1}, {2}))[0].to_vector(), {3, 3});
}

TEST(TensorBackward, ARuleThatFailsLeavesNothingBehind) {
  static bool wrong = true;
  static const Rule careless{"careless", &ops::add, 0, 0, [](BackwardCall& call) {
                               call.give(0, call.grad());
                               call.give(1, wrong ? constant({1}, {1}) : call.grad());
                             }};
  const Tensor a = leaf({1, 2}, {2}), b = leaf({1, 2}, {2}), g = constant({1, 10}, {2});
  const Tensor c = apply(careless, {&a, &b});
  EXPECT_EQ(message([&] { backward(c, g, {.retain_graph = true}); }),
            "careless: its rule gave a gradient of [1] float64 for input 1, which is [2] float64");
  wrong = false;
  backward(c, g);
  expect_all("a's gradient after the pass that went well", gradient(a), {1, 10});
}

TEST(TensorBackward, ErrorsNameTheValues) {
  const Tensor a = leaf({1, 2}, {2}), k = constant({1, 2}, {2});
  EXPECT_EQ(message([&] { backward(a); }),
            "backward: [2] is not a single number; give the gradient of the loss with respect to "
            "it");
  EXPECT_EQ(message([&] { backward(k); }),
            "backward: this tensor does not depend on any tensor that requires a gradient; call "
            "requires_grad(true) on the parameters before computing");
  EXPECT_EQ(message([&] { backward(a, constant({1}, {1})); }),
            "backward: the upstream gradient is [1] float64, the tensor [2] float64");
  EXPECT_EQ(message([&] { backward(a, gradus::ones({2}, float32)); }),
            "backward: the upstream gradient is [2] float32, the tensor [2] float64");
  EXPECT_EQ(message([&] { gradus::grad(a, {k}, k); }), "grad: input 0 does not require a gradient");
  Tensor computed = mul(a, a);
  EXPECT_EQ(message([&] { computed.requires_grad(false); }),
            "requires_grad: this tensor is the result of mul; use detach() for a constant");
  Tensor same = a;
  EXPECT_EQ(message([&] { same.set_grad(constant({1}, {1})); }),
            "set_grad: the gradient is [1] float64, the tensor [2] float64");
  EXPECT_EQ(message([] { Tensor().shape(); }),
            "tensor: this handle holds no tensor (a gradient that was never computed?)");
  EXPECT_EQ(message([&] { a.item(); }), "item: [2] has 2 elements, not one");
}
