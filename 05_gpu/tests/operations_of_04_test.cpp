// The operations of chapter 04 on the GPU.
#include "gpu_walk.h"

#include "../../04_cnn/tests/operation_samples.h"

const std::vector<std::pair<std::string, gradus::testing::Generator>>&
gradus::testing::beyond_tiles() {
  static const std::vector<std::pair<std::string, Generator>> all = {
      {"conv2d",
       [](Draw& draw, int) {
         return call(
             [](const Tensors& x) {
               return nn::conv2d(x[0], x[1], x[2], {.padding = {1, 1}});
             },
             {uniform(draw, {2, 5, 13, 11}), uniform(draw, {67, 5, 3, 3}), uniform(draw, {67})},
             4 * 286);
       }},
      {"max_pick2d",
       [](Draw& draw, int) {
         return call(
             [](const Tensors& x) {
               return nn::max_pool2d(x[0], {.kernel = {2, 2}});
             },
             {uniform(draw, {2, 5, 37, 35})});
       }},
      {"avg_pool2d",
       [](Draw& draw, int) {
         return call(
             [](const Tensors& x) {
               return nn::avg_pool2d(x[0], {.kernel = {3, 3}});
             },
             {uniform(draw, {2, 5, 37, 35})});
       }},
      {"batch_norm_rows",
       [](Draw& draw, int) {
         return call(
             [](const Tensors& x) {
               nn::BatchNorm2d norm(35);
               norm.to(x[0].dtype());
               norm.to(x[0].device());
               *norm.weight = x[1];
               *norm.bias = x[2];
               return batch_norm_act(norm, x[0], {}, true);
             },
             {uniform(draw, {3, 35, 13, 11}), uniform(draw, {35}), uniform(draw, {35})}, 429 * 4);
       }},
  };
  return all;
}
