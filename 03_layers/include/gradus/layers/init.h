#pragma once
#include <gradus/common/random.h>
#include <gradus/tensor_autograd/tensor.h>

/// The first values of parameters, written into tensors that are there. Names and numbers as in
/// torch.nn.init; the random numbers come from a stream that the caller names. Each function gives
/// the tensor back.
namespace gradus::nn::init {

const Tensor& constant_(const Tensor& tensor, double value);  ///< every element `value`
const Tensor& zeros_(const Tensor& tensor);                   ///< every element 0
const Tensor& ones_(const Tensor& tensor);                    ///< every element 1

/// Uniform numbers from [low, high). This and all below need floating-point elements without gaps,
/// on the CPU.
/// @param stream where the random numbers come from
const Tensor& uniform_(const Tensor& tensor, const RandomStream& stream, double low = 0,
                       double high = 1);
/// Normal numbers from `stream`.
/// @param mean theirs
/// @param stddev their standard deviation
const Tensor& normal_(const Tensor& tensor, const RandomStream& stream, double mean = 0,
                      double stddev = 1);

/// How many numbers go into one output of a layer, and how many outputs one input goes into.
struct Fans {
  Index in = 0;   ///< numbers that go into one output
  Index out = 0;  ///< outputs that one input goes into
};
/// The fans of weights [out, in, field...]: `in` and `out`, each times the sizes of the field (the
/// window of a convolution; nothing for a matrix).
/// @throws Error for fewer than two axes
Fans fans(const Shape& shape);

/// What stands behind a layer.
enum class Nonlinearity { linear, sigmoid, tanh, relu, leaky_relu, selu };
/// The factor that makes up for what a nonlinearity takes from the spread of its inputs: sqrt(2)
/// for relu, sqrt(2 / (1 + slope^2)) for leaky_relu, 1 for linear and sigmoid, and PyTorch's 5/3
/// for tanh and 3/4 for selu.
/// @param slope of leaky_relu's left half
double calculate_gain(Nonlinearity nonlinearity, double slope = 0.01);

/// Whether the spread shall stay the same on the way forward (fan_in) or back (fan_out).
enum class FanMode { fan_in, fan_out };
/// The settings of kaiming_uniform_ and kaiming_normal_.
struct KaimingOptions {
  double slope = 0;  ///< of leaky_relu; 0 makes it relu
  FanMode mode = FanMode::fan_in;                        ///< which fan
  Nonlinearity nonlinearity = Nonlinearity::leaky_relu;  ///< what stands behind the layer
};
/// Random numbers of mean 0 and standard deviation gain / sqrt(fan): the outputs of a layer spread
/// as widely as its inputs, whatever its width.
/// Source: He, Zhang, Ren, Sun: "Delving deep into rectifiers" (2015).
/// @throws Error for fewer than two axes
/// @param stream where the random numbers come from
/// @param options which gain and which fan
const Tensor& kaiming_normal_(const Tensor& tensor, const RandomStream& stream,
                              const KaimingOptions& options = {});
/// The same with uniform numbers: from -bound to bound, bound = sqrt(3) gain / sqrt(fan).
/// `stream` and `options` as above.
const Tensor& kaiming_uniform_(const Tensor& tensor, const RandomStream& stream,
                               const KaimingOptions& options = {});

/// Random numbers of mean 0 and standard deviation gain sqrt(2 / (fan_in + fan_out)): a compromise
/// between the way forward and the way back.
/// Source: Glorot, Bengio: "Understanding the difficulty of training deep feedforward neural
/// networks" (2010).
/// @param stream where the random numbers come from
/// @throws Error for fewer than two axes
const Tensor& xavier_normal_(const Tensor& tensor, const RandomStream& stream, double gain = 1);
/// The same with uniform numbers from `stream`: from -bound to bound, bound =
/// gain sqrt(6 / (fan_in + fan_out)).
const Tensor& xavier_uniform_(const Tensor& tensor, const RandomStream& stream, double gain = 1);

}  // namespace gradus::nn::init
