// Trains a multi-layer perceptron on MNIST:
//   mnist-mlp --data data/mnist --metrics build/mnist.jsonl --out build/mnist
#include "digit_program.h"

int main(int argc, char** argv) {
  return digits::run_digit_program(argc, argv,
                                   {.purpose = "Trains a multi-layer perceptron on MNIST",
                                    .data_set = "mnist",
                                    .settings = {},
                                    .network = digits::make_mlp,
                                    .hidden = "neurons in the hidden layer"});
}
