// The operations of chapter 03 on the GPU.
#include "gpu_walk.h"

#include "../../03_layers/tests/operation_samples.h"

const std::vector<std::pair<std::string, gradus::testing::Generator>>&
gradus::testing::beyond_tiles() {
  static const std::vector<std::pair<std::string, Generator>> all = {
      {"linear",
       [](Draw& draw, int) {
         return call([](const Tensors& x) { return nn::linear(x[0], x[1], x[2]); },
                     {uniform(draw, {67, 37}), uniform(draw, {131, 37}), uniform(draw, {131})},
                     4 * 38);
       }},
      {"softmax",
       [](Draw& draw, int) {
         return call([](const Tensors& x) { return nn::softmax(x[0], 1); },
                     {uniform(draw, {3, 1301})}, 64);
       }},
      {"log_softmax",
       [](Draw& draw, int) {
         return call([](const Tensors& x) { return nn::log_softmax(x[0], 0); },
                     {uniform(draw, {1301, 3})}, 64);
       }},
      {"cross_entropy",
       [](Draw& draw, int) {
         const Tensor right = labels(draw, 70, 131);
         return call(
             [=](const Tensors& x) { return nn::cross_entropy(x[0], to(right, x[0].device())); },
             {uniform(draw, {70, 131})}, 280);
       }},
      {"normalize",
       [](Draw& draw, int) {
         return call([](const Tensors& x) { return nn::normalize(x[0], {1}, 0.1).y; },
                     {uniform(draw, {3, 1301})}, 64);
       }},
  };
  return all;
}
