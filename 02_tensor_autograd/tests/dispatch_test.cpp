// The way of a call: autocast, the graph, recording, the kernel of a device and a dtype; and what
// backward does with all of it.
#include <gradus/common/error.h>
#include <gradus/tensor_autograd/creation.h>
#include <gradus/tensor_autograd/elementwise.h>
#include <gradus/tensor_autograd/math.h>
#include <gradus/tensor_autograd/matmul.h>
#include <gradus/testing/expect.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <thread>
#include <vector>

using gradus::Array;
using gradus::cpu;
using gradus::Device;
using gradus::DType;
using gradus::float32;
using gradus::float64;
using gradus::Index;
using gradus::KernelCall;
using gradus::KernelEntry;
using gradus::Operation;
using gradus::Shape;
using gradus::Tensor;
using gradus::testing::expect_all;
using Numbers = std::vector<double>;
using Names = std::vector<std::string>;
namespace ops = gradus::ops;

namespace {

std::string message(auto call) {
  try {
    call();
  } catch (const gradus::Error& error) {
    return error.what();
  }
  return "no error";
}

// What the hooks of this thread saw.
thread_local Names seen;
void record(const Operation& op, const KernelEntry& kernel, const KernelCall& call) {
  std::string entry = std::string(op.name()) + "/" + kernel.variant;
  for (const Array* output : call.outputs) entry.append(" ").append(to_string(output->shape()));
  seen.push_back(entry);
}
struct Recording {
  Recording() {
    seen.clear();
    gradus::set_record_hook(record);
  }
  ~Recording() { gradus::set_record_hook(nullptr); }
};

// Everything to float64 before a matrix product.
void in_float64(const gradus::Rule& rule, std::span<Tensor> inputs) {
  seen.push_back(rule.name);
  if (std::string(rule.name) == "matmul")
    for (Tensor& input : inputs) input = to(input, float64);
}
struct Autocast {
  explicit Autocast(gradus::AutocastHook hook) : before(gradus::set_autocast_hook(hook)) {
    seen.clear();
  }
  ~Autocast() { gradus::set_autocast_hook(before); }
  gradus::AutocastHook before;
};

// A device whose memory is the CPU's after all; it counts its blocks.
constexpr Device kToy{3};
int toy_blocks = 0;
void register_toy() {
  static bool done = false;
  if (std::exchange(done, true)) return;
  const auto copy = [](void* to, const void* from, std::size_t bytes) {
    std::memcpy(to, from, bytes);
  };
  gradus::register_device(kToy, {"toy",
                                 [](std::size_t bytes) {
                                   ++toy_blocks;
                                   return std::aligned_alloc(64, (bytes + 63) / 64 * 64);
                                 },
                                 [](void* memory, std::size_t) {
                                   --toy_blocks;
                                   std::free(memory);
                                 },
                                 copy, copy});
  for (Operation* op :
       {&ops::mul, &ops::affine, &ops::add, &ops::sum, &ops::tanh, &ops::pow, &ops::relu_backward,
        &ops::neg, &ops::log, &ops::sub, &ops::div, &ops::reciprocal, &ops::eq})
    op->add_kernel({kToy, float32, "toy", op->kernel(cpu, float32).run});
  gradus::register_cast(kToy, float32, float32, ops::copy.kernel(cpu, float64).run);
  gradus::register_cast(kToy, gradus::bool_, float32, [](const KernelCall& call) {
    for (Index i = 0; i < call.in(0).numel(); ++i)
      call.out().data<float>()[i] = call.in(0).data<bool>()[i] ? 1 : 0;
  });
}
Tensor on_toy(const Numbers& values, const Shape& shape) {
  const Tensor there = Tensor::of(values, shape, float32);
  const Array result = Array::empty(shape, float32, kToy);
  gradus::info(kToy).copy_from_cpu(result.storage->data(), there.array().storage->data(),
                                   there.array().storage->bytes());
  return Tensor(result);
}

// A dtype of one byte: sixteenths.
constexpr DType kSixteenths{15};
void sixteenths_from_float(const KernelCall& call) {
  const auto* from = call.in(0).data<float>();
  auto* to = reinterpret_cast<std::int8_t*>(call.out().storage->data());
  for (Index i = 0; i < call.in(0).numel(); ++i) to[i] = static_cast<std::int8_t>(from[i] * 16);
}
void float_from_sixteenths(const KernelCall& call) {
  const auto* from = reinterpret_cast<const std::int8_t*>(call.in(0).storage->data());
  for (Index i = 0; i < call.in(0).numel(); ++i)
    call.out().data<float>()[i] = static_cast<float>(from[i]) / 16;
}
void add_sixteenths(const KernelCall& call) {
  const auto* a = reinterpret_cast<const std::int8_t*>(call.in(0).storage->data());
  const auto* b = reinterpret_cast<const std::int8_t*>(call.in(1).storage->data());
  auto* c = reinterpret_cast<std::int8_t*>(call.out().storage->data());
  for (Index i = 0; i < call.in(0).numel(); ++i) c[i] = static_cast<std::int8_t>(a[i] + b[i]);
}
void register_sixteenths() {
  static bool done = false;
  if (std::exchange(done, true)) return;
  gradus::register_dtype(kSixteenths, {"sixteenths", 1, true});
  gradus::register_cast(cpu, float32, kSixteenths, sixteenths_from_float);
  gradus::register_cast(cpu, kSixteenths, float32, float_from_sixteenths);
  ops::add.add_kernel({cpu, kSixteenths, "bytes", add_sixteenths});
}

}  // namespace

TEST(Dispatch, TheRecordHookSeesEveryKernelInOrder) {
  const Tensor a = gradus::ones({2, 3}).requires_grad(true), b = gradus::ones({3, 4}),
               bias = gradus::ones({4}).requires_grad(true);
  const Recording recording;
  const Tensor loss = sum(tanh(matmul(a, b) + bias));
  EXPECT_EQ(seen, Names({"matmul/blocked [2, 4]", "add/loop [2, 4]", "tanh/loop [2, 4]",
                         "sum/pairwise []"}));
  seen.clear();
  backward(loss);
  // tanh: g (1 - y y); the bias: a sum over the rows; the product: g b^T.
  EXPECT_EQ(seen, Names({"mul/loop [2, 4]", "affine/loop [2, 4]", "mul/loop [2, 4]",
                         "sum/pairwise [1, 4]", "matmul/blocked [2, 3]"}))
      << "kernels of the backward pass";
  {
    const gradus::UseVariant naive(ops::matmul, "naive");
    seen.clear();
    matmul(a, b);
    EXPECT_EQ(seen, Names({"matmul/naive [2, 4]"}));
  }
  seen.clear();
  std::thread([&] { matmul(a, b); }).join();
  EXPECT_EQ(seen, Names()) << "the hook belongs to its thread";
  gradus::set_record_hook(nullptr);
  matmul(a, b);
  EXPECT_EQ(seen, Names());
}

TEST(Dispatch, TheRecordHookSeesReadyInputs) {
  // What a recording keeps must be what the kernel will read and write.
  static thread_local const std::byte *input, *output;
  const Tensor x = Tensor::of({1, 2}, {2});
  gradus::set_record_hook([](const Operation&, const KernelEntry&, const KernelCall& call) {
    input = call.in(0).storage->data();
    output = call.out().storage->data();
  });
  const Tensor y = exp(x);
  gradus::set_record_hook(nullptr);
  EXPECT_EQ(input, x.array().storage->data());
  EXPECT_EQ(output, y.array().storage->data());
}

TEST(Dispatch, TheAutocastHookExchangesInputs) {
  const Tensor a = gradus::ones({2, 3}).requires_grad(true), b = gradus::ones({3, 4});
  Tensor product, total;
  {
    const Autocast autocast(in_float64);
    product = matmul(a, b);
    EXPECT_EQ(seen, Names({"matmul"})) << "the casts do not come to the hook themselves";
    total = a + a;
    EXPECT_EQ(seen, Names({"matmul", "add"}));
  }
  EXPECT_EQ(product.dtype(), float64) << "the result follows the exchanged inputs";
  EXPECT_EQ(total.dtype(), float32) << "the others stay as they are";
  const Tensor gradient = grad(sum(product), {a})[0];
  EXPECT_EQ(gradient.dtype(), float32) << "the gradient has the dtype of the leaf";
  EXPECT_EQ(gradient.to_vector(), Numbers(6, 4));
  seen.clear();
  matmul(a, b);
  EXPECT_EQ(seen, Names()) << "the hook is gone";
}

TEST(Dispatch, TheAutocastHookSurvivesErrors) {
  const Autocast autocast(in_float64);
  EXPECT_NE(message([] { matmul(gradus::ones({2, 3}), gradus::ones({2, 3})); }), "no error");
  EXPECT_EQ(matmul(gradus::ones({2, 3}), gradus::ones({3, 1})).dtype(), float64);
}

TEST(Dispatch, TensorsMoveBetweenDevices) {
  register_toy();
  const int before = toy_blocks;
  {
    const Tensor x = Tensor::of({1, 2, 3, 4, 5, 6}, {2, 3}).requires_grad(true);
    const Tensor there = to(transpose(x, 0, 1), kToy);
    EXPECT_EQ(there.device(), kToy);
    EXPECT_TRUE(to(there, kToy).is(there)) << "nothing to do where it lies there already";
    expect_all("there", there.to_vector(), Numbers{1, 4, 2, 5, 3, 6});
    const Tensor back = to(there * there, cpu);
    EXPECT_EQ(back.device(), cpu);
    expect_all("there and back, squared", back.to_vector(), Numbers{1, 16, 4, 25, 9, 36});
    const Tensor upstream = Tensor::of({1, -2, 3, 0.5, 10, -1}, {3, 2});
    gradus::backward(back, upstream);
    EXPECT_EQ(x.grad().device(), cpu);
    expect_all("gradient that came back", x.grad().to_vector(), Numbers{2, 12, 60, -16, 5, -12})
        .if_equal({1, 3, 10, -2, 0.5, -1}, "the gradient of the product on the device is missing");
    const Tensor row = to(slice(x.detach(), 0, 1, 2), kToy);
    EXPECT_EQ(row.array().storage->bytes(), 3 * sizeof(float)) << "only the view travels";
    expect_all("a row", row.to_vector(), Numbers{4, 5, 6});
    EXPECT_EQ(to(gradus::zeros({0, 3}), kToy).shape(), (Shape{0, 3}));
  }
  EXPECT_EQ(toy_blocks, before) << "memory of the device that was not given back";
}

TEST(Dispatch, ANewDevice) {
  register_toy();
  {
    const Tensor x = on_toy({1, 2, 3, 4}, {2, 2}).requires_grad(true),
                 w = on_toy({10, 100}, {2}).requires_grad(true);
    const Tensor y = sum(tanh(x * 0.0) + x * w + 1.0);
    EXPECT_EQ(y.device(), kToy);
    expect_all("sum(x w + 1)", y.to_vector(), Numbers{10 + 200 + 30 + 400 + 4});
    backward(y);  // no upstream gradient: a 1 on the device
    EXPECT_EQ(w.grad().device(), kToy);
    expect_all("the gradient of x", x.grad().to_vector(), Numbers{10, 100, 10, 100});
    expect_all("the gradient of w", w.grad().to_vector(), Numbers{4, 6});
    // Numbers in formulas follow to the device, also in rules.
    const Tensor cube = pow(w, 3.0) + 1.0 / w;
    EXPECT_EQ(cube.device(), kToy);
    expect_all("the gradient of w^3 + 1/w", grad(sum(cube), {w})[0].to_vector(),
               Numbers{300 - 0.01, 30000 - 0.0001}, 1e-6);
    expect_all("the second derivative of relu_backward's mask",
               grad(sum(relu_backward(x, w * x)), {w})[0].to_vector(), Numbers{0, 0});
    EXPECT_GT(toy_blocks, 0);
  }
  EXPECT_EQ(toy_blocks, 0) << "memory of the device is given back";
  EXPECT_EQ(gradus::memory_use(kToy).live, 0U);
}

TEST(Dispatch, DevicesDoNotMix) {
  register_toy();
  const std::string error = message([] { on_toy({1}, {1}) + gradus::ones({1}); });
  EXPECT_NE(error.find("toy and cpu"), std::string::npos) << error;
}

TEST(Dispatch, ANewDtype) {
  register_sixteenths();
  const Tensor x = Tensor::of({0.5, -1.25}, {2}).requires_grad(true);
  const Tensor small = to(x, kSixteenths);
  EXPECT_EQ(small.dtype(), kSixteenths);
  EXPECT_EQ(small.array().storage->bytes(), 2U);
  const Tensor twice = to(small + small, float32);
  EXPECT_EQ(twice.to_vector(), Numbers({1, -2.5}));
  // The gradient of each use comes in sixteenths, too, and is added by the registered kernel.
  EXPECT_EQ(grad(twice, {x}, Tensor::of({0.25, 3}, {2}))[0].to_vector(), Numbers({0.5, 6}));
}

TEST(Dispatch, AMissingKernelSaysWhatThereIs) {
  register_toy();
  register_sixteenths();
  const std::string dtype = message([] { exp(to(gradus::ones({2}), kSixteenths)); });
  EXPECT_NE(dtype.find("exp: no kernel for cpu/sixteenths; registered: cpu/float32, cpu/float64"),
            std::string::npos)
      << dtype;
  const std::string device = message([] { exp(on_toy({1}, {1})); });
  EXPECT_NE(device.find("exp: no kernel for toy/float32"), std::string::npos) << device;
  const std::string cast = message([] { to(to(gradus::ones({2}), kSixteenths), float64); });
  EXPECT_NE(cast.find("no conversion from sixteenths to float64 on cpu"), std::string::npos)
      << cast;
  const std::string again =
      message([] { gradus::register_cast(cpu, float32, float64, float_from_sixteenths); });
  EXPECT_NE(again.find("already"), std::string::npos) << again;
}

TEST(Dispatch, AChainOfAHundredThousandOperations) {
  const std::int64_t before = gradus::live_nodes();
  const std::size_t memory = gradus::memory_use(cpu).live;
  {
    const Tensor x = gradus::ones({2}, float64).requires_grad(true);
    Tensor y = x;
    for (int i = 0; i < 100'000; ++i) y = y + x * 1e-5;
    EXPECT_EQ(gradus::live_nodes() - before, 200'001);
    backward(sum(y));
    expect_all("the gradient of x (1 + 100000 * 0.00001)", x.grad().to_vector(), Numbers{2, 2},
               1e-9);
    y = Tensor();
    EXPECT_EQ(gradus::live_nodes() - before, 1);
  }
  {
    const Tensor x = gradus::ones({2}, float64).requires_grad(true);
    Tensor y = x;
    for (int i = 0; i < 100'000; ++i) y = tanh(y) * y;
  }  // freed without a backward pass
  EXPECT_EQ(gradus::live_nodes(), before);
  EXPECT_EQ(gradus::memory_use(cpu).live, memory);
}

TEST(Dispatch, NodesAreFreedByEveryThread) {
  const std::int64_t before = gradus::live_nodes();
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([] {
      Tensor x = gradus::ones({3}).requires_grad(true);
      for (int pass = 0; pass < 50; ++pass) {
        backward(sum(exp(x) * x));
        x.set_grad(Tensor());
      }
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(gradus::live_nodes(), before);
}

TEST(Dispatch, LeavesOwnTheMemoryOfTheirGradients) {
  // add hands the same tensor to both of its inputs; sum hands on a number, repeated.
  const Tensor a = gradus::ones({2, 3}).requires_grad(true),
               b = gradus::ones({2, 3}).requires_grad(true);
  backward(sum(a + b));
  EXPECT_NE(a.grad().array().storage.get(), b.grad().array().storage.get());
  EXPECT_EQ(a.grad().array().strides(), gradus::Strides({3, 1}));
  a.grad().data<float>()[0] = 100;
  EXPECT_EQ(a.grad().to_vector(), Numbers({100, 1, 1, 1, 1, 1}));
  EXPECT_EQ(b.grad().to_vector(), Numbers(6, 1));

  const Tensor upstream = gradus::full({2, 3}, 5.0);
  const Tensor c = gradus::ones({2, 3}).requires_grad(true);
  backward(c + 0.0 * c, upstream);
  backward(c, upstream);
  c.grad().data<float>()[0] = -1;
  EXPECT_EQ(upstream.to_vector(), Numbers(6, 5)) << "the caller's tensor stays the caller's";
}

TEST(Dispatch, GlobalTensorsAreFreedAtTheEnd) {
  // Freed after this thread's own variables; a list that is gone by then would crash the program.
  static Tensor kept = gradus::ones({2}).requires_grad(true);
  kept = exp(exp(kept));
  EXPECT_TRUE(kept.requires_grad());
}
