#pragma once
// The networks that network_step.cpp measures.
#include <gradus/cnn/batch_norm.h>
#include <gradus/cnn/conv2d_layer.h>
#include <gradus/cnn/pooling.h>
#include <gradus/layers/activations.h>
#include <gradus/layers/dropout.h>
#include <gradus/layers/linear.h>
#include <gradus/layers/sequential.h>
#include <gradus/tensor_autograd/index_ops.h>
#include <gradus/tensor_autograd/math.h>
#include <gradus/tensor_autograd/view_ops.h>

namespace gradus::bench {

/// A block of a residual network: relu(x + f(x)), f = convolution, batch norm, ReLU, convolution,
/// batch norm. Where the size halves, the shortcut takes every second pixel and adds channels of
/// zeros. Source: He et al.: "Deep residual learning" (2015), shortcuts of kind A.
class Block : public nn::Module {
 public:
  Block(Index in, Index out)
      : conv1_(register_module("conv1", nn::Conv2d(in, out, 3, in == out ? 1 : 2, 1, false))),
        norm1_(register_module("bn1", nn::BatchNorm2d(out))),
        conv2_(register_module("conv2", nn::Conv2d(out, out, 3, 1, 1, false))),
        norm2_(register_module("bn2", nn::BatchNorm2d(out))),
        added_(out - in) {}
  Tensor forward(const Tensor& x) override {
    const Tensor y = batch_norm_act(norm1_, conv1_(x));
    return batch_norm_act(norm2_, conv2_(y), added_ > 0 ? smaller(x) : x);
  }

 private:
  Tensor smaller(const Tensor& x) const {
    const Tensor half = slice(slice(x, 2, 0, x.size(2), 2), 3, 0, x.size(3), 2);
    return pad(half, {0, 0, 0, 0, added_ / 2, added_ - added_ / 2});
  }
  nn::Conv2d& conv1_;
  nn::BatchNorm2d& norm1_;
  nn::Conv2d& conv2_;
  nn::BatchNorm2d& norm2_;
  Index added_;
};

/// ResNet-20 for images of 32 x 32: 269,722 parameters.
class ResNet20 : public nn::Module {
 public:
  ResNet20()
      : conv_(register_module("conv1", nn::Conv2d(3, 16, 3, 1, 1, false))),
        norm_(register_module("bn1", nn::BatchNorm2d(16))),
        blocks_(register_module("blocks", nn::Sequential())),
        fc_(register_module("fc", nn::Linear(64, 10))) {
    Index channels = 16;
    for (const Index width : {16, 32, 64})
      for (int i = 0; i < 3; ++i) {
        blocks_.add(Block(channels, width));
        channels = width;
      }
  }
  Tensor forward(const Tensor& x) override {
    const Tensor y = blocks_(batch_norm_act(norm_, conv_(x)));
    return fc_(mean(y, {2, 3}));
  }

 private:
  nn::Conv2d& conv_;
  nn::BatchNorm2d& norm_;
  nn::Sequential& blocks_;
  nn::Linear& fc_;
};

}  // namespace gradus::bench
