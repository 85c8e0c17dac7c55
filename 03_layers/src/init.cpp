#include <gradus/common/error.h>
#include <gradus/layers/init.h>

#include <cmath>

namespace gradus::nn::init {
namespace {

enum class Distribution { normal, uniform };

// Random numbers of mean 0 and a given standard deviation.
const Tensor& draw(const Tensor& tensor, const RandomStream& stream, Distribution distribution,
                   double stddev) {
  // exercise: initialisation/draw
  //| Fill the tensor with normal_ or uniform_, as `distribution` says. Numbers that are uniform from -bound to bound have
  //| the variance bound^2 / 3: which bound gives the standard deviation that is asked for?
  if (distribution == Distribution::normal) return normal_(tensor, stream, 0, stddev);
  const double bound = std::sqrt(3) * stddev;
  return uniform_(tensor, stream, -bound, bound);
  // end exercise
}

const Tensor& kaiming(const Tensor& tensor, const RandomStream& stream, Distribution distribution,
                      const KaimingOptions& options) {
  const Fans fan = fans(tensor.shape());
  if (tensor.numel() == 0) return tensor;
  const double gain = calculate_gain(options.nonlinearity, options.slope);
  // exercise: initialisation/kaiming
  //| An output is a sum of `fan` products. With inputs and weights of mean 0 its variance is fan times that of the weights
  //| (times the inputs' own). Let it come out as gain^2, which is what the nonlinearity needs. options.mode says which of
  //| fan.in and fan.out to take. draw(tensor, stream, distribution, stddev) does the rest.
  const Index count = options.mode == FanMode::fan_in ? fan.in : fan.out;
  return draw(tensor, stream, distribution, gain / std::sqrt(static_cast<double>(count)));
  // end exercise
}

const Tensor& xavier(const Tensor& tensor, const RandomStream& stream, Distribution distribution,
                     double gain) {
  const Fans fan = fans(tensor.shape());
  if (tensor.numel() == 0) return tensor;
  // exercise: initialisation/xavier
  //| As in kaiming, with the mean of fan.in and fan.out in the place of one of them.
  const double mean = static_cast<double>(fan.in + fan.out) / 2;
  return draw(tensor, stream, distribution, gain / std::sqrt(mean));
  // end exercise
}

}  // namespace

Fans fans(const Shape& shape) {
  if (shape.rank() < 2)
    fail("init: ", shape,
         " has no fan-in and fan-out; weights are [out, in] or [out, in, field...]");
  // exercise: initialisation/fans
  //| The weights are [out, in, field...]. Through a field of 3 x 3, each output looks at 9 places of every input, and each
  //| input reaches 9 places of every output. A matrix has no field: 1.
  Index field = 1;
  for (int axis = 2; axis < shape.rank(); ++axis) field *= shape[axis];
  return {shape[1] * field, shape[0] * field};
  // end exercise
}

double calculate_gain(Nonlinearity nonlinearity, double slope) {
  switch (nonlinearity) {
    case Nonlinearity::linear:
    case Nonlinearity::sigmoid:
      return 1;
    case Nonlinearity::tanh:
      return 5.0 / 3;
    case Nonlinearity::relu:
      return std::sqrt(2);
    case Nonlinearity::selu:
      return 3.0 / 4;
    case Nonlinearity::leaky_relu:
      break;
  }
  // exercise: initialisation/gain
  //| leaky_relu leaves one half of its inputs as they are and multiplies the other by `slope`. What is the mean of its
  //| squared outputs, for inputs of mean 0 and variance 1? The gain, squared and times that, must be 1.
  return std::sqrt(2 / (1 + slope * slope));
  // end exercise
}

const Tensor& kaiming_normal_(const Tensor& tensor, const RandomStream& stream,
                              const KaimingOptions& options) {
  return kaiming(tensor, stream, Distribution::normal, options);
}
const Tensor& kaiming_uniform_(const Tensor& tensor, const RandomStream& stream,
                               const KaimingOptions& options) {
  return kaiming(tensor, stream, Distribution::uniform, options);
}
const Tensor& xavier_normal_(const Tensor& tensor, const RandomStream& stream, double gain) {
  return xavier(tensor, stream, Distribution::normal, gain);
}
const Tensor& xavier_uniform_(const Tensor& tensor, const RandomStream& stream, double gain) {
  return xavier(tensor, stream, Distribution::uniform, gain);
}

}  // namespace gradus::nn::init
