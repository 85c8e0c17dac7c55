// The program that trains a multi-layer perceptron on MNIST.
#pragma once
#include "digit_program.h"

namespace digits {

inline Program mnist_mlp() {
  return {.purpose = "Trains a multi-layer perceptron on MNIST",
          .data_set = "mnist",
          .settings = {},
          .network = make_mlp,
          .hidden = "neurons in the hidden layer"};
}

}  // namespace digits
