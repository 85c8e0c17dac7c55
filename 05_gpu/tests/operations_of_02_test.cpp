// The operations of chapter 02 on the GPU.
#include <gradus/tensor_autograd/compare.h>

#include "gpu_walk.h"

#include "../../02_tensor_autograd/tests/operation_samples.h"

const std::vector<std::pair<std::string, gradus::testing::Generator>>&
gradus::testing::beyond_tiles() {
  static const std::vector<std::pair<std::string, Generator>> all = {
      {"add",
       [](Draw& draw, int) {
         return Sample{[](const Tensors& x) { return x[0] + x[1]; },
                       {uniform(draw, {3, 701}, -2, 2), uniform(draw, {701}, -2, 2)}};
       }},
      {"mul",
       [](Draw& draw, int) {
         return Sample{[](const Tensors& x) { return x[0] * transpose(x[1], 0, 1); },
                       {uniform(draw, {67, 35}, -2, 2), uniform(draw, {35, 67}, -2, 2)}};
       }},
      {"matmul",
       [](Draw& draw, int) {
         return Sample{[](const Tensors& x) { return gradus::matmul(x[0], x[1]); },
                       {uniform(draw, {131, 37}, -2, 2), uniform(draw, {37, 141}, -2, 2)},
                       37,
                       [](const Tensors& x) { return gradus::matmul(abs(x[0]), abs(x[1])); }};
       }},
      {"sum",
       [](Draw& draw, int) {
         return Sample{[](const Tensors& x) { return gradus::sum(x[0], {1}, false); },
                       {uniform(draw, {3, 1301}, -2, 2)},
                       1301,
                       [](const Tensors& x) { return gradus::sum(abs(x[0]), {1}, false); }};
       }},
      {"max",
       [](Draw& draw, int) {
         return Sample{[](const Tensors& x) { return gradus::max(x[0], {0}, false); },
                       {uniform(draw, {1301, 3}, -2, 2)}};
       }},
      {"cumsum",
       [](Draw& draw, int) {
         return Sample{[](const Tensors& x) { return gradus::cumsum(x[0], 1); },
                       {uniform(draw, {2, 1301}, -2, 2)},
                       1301,
                       [](const Tensors& x) { return gradus::cumsum(abs(x[0]), 1); }};
       }},
      {"copy",
       [](Draw& draw, int) {
         return Sample{[](const Tensors& x) {
                         return contiguous(permute(x[0], {2, 0, 1}));
                       },
                       {uniform(draw, {35, 3, 67}, -2, 2)}};
       }},
  };
  return all;
}

// What has no gradients: the CPU's results, number by number.
TEST(OnTheGpu, PositionsAndTruths) {
  gradus::cuda::register_kernels();
  using gradus::testing::on_gpu_as_it_lies;
  const std::pair<const char*, TensorFunction> all[] = {
      {"argmax", [](const Tensors& x) { return gradus::argmax(x[0], -1); }},
      {"argmin", [](const Tensors& x) { return gradus::argmin(x[0], 0); }},
      {"topk", [](const Tensors& x) { return gradus::topk(x[0], 1, 0).indices; }},
      {"eq", [](const Tensors& x) { return eq(x[0], x[1]); }},
      {"le", [](const Tensors& x) { return x[0] <= x[1]; }},
      {"lt", [](const Tensors& x) { return x[0] < x[1]; }},
      {"logical_not", [](const Tensors& x) { return logical_not(x[0] < x[1]); }},
  };
  std::set<std::string> names;
  for (const auto& [name, f] : all) {
    SCOPED_TRACE(name);
    names.insert(name);
    Draw draw(std::string("positions and truths ") + name);
    for (int i = 0; i < 12; ++i) {
      Shape shape = draw.shape(3, false);
      shape.push_back(draw.chance(0.2) ? 1301 : draw.between(1, 5));
      // Whole numbers, so that some are equal.
      const auto whole = [&](const Tensor& x) { return to(to(x, gradus::int64), gradus::float32); };
      const Tensors here{whole(uniform(draw, shape, -3, 3)), whole(uniform(draw, shape, -3, 3))};
      const Tensors there{on_gpu_as_it_lies(here[0]), on_gpu_as_it_lies(here[1])};
      EXPECT_EQ(f(there).to_vector(), f(here).to_vector()) << shape;
    }
  }
  for (const auto& [name, reason] : gradus::testing::operation_lists().not_differentiable)
    EXPECT_TRUE(names.count(name)) << name;
}
