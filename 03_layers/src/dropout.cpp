#include <gradus/common/error.h>
#include <gradus/layers/dropout.h>
#include <gradus/layers/init.h>
#include <gradus/tensor_autograd/creation.h>
#include <gradus/tensor_autograd/elementwise.h>
#include <gradus/tensor_autograd/math.h>

namespace gradus::nn {

Dropout::Dropout(double p, std::uint64_t seed)
    : step(register_buffer("step", zeros({}, int64))),
      attributes_{p, RandomStream(seed, "dropout")} {
  if (!(p >= 0 && p <= 1)) fail("Dropout: p is a probability, from 0 to 1, not ", p);
}

Tensor Dropout::draw_mask(const Tensor& input) {
  const Tensor mask(run(ops::dropout_mask, {&input.array(), &step.array()}, attributes_));
  const Tensor one = number(1, int64, step.device());
  run_into(ops::add, {&step.array(), &one.array()}, {&step.array()});
  return mask;
}

Tensor Dropout::forward(const Tensor& input) {
  // exercise: regularisation-and-normalisation/dropout
  //| While training() is on: the input times a mask, draw_mask(input). Otherwise: the input as it is.
  if (!training()) return input;
  return input * draw_mask(input);
  // end exercise
}

void Dropout::reset_own_parameters(std::uint64_t seed, const std::string& prefix) {
  attributes_.stream = RandomStream(seed, prefix + "dropout");
  init::zeros_(step);
}

}  // namespace gradus::nn
