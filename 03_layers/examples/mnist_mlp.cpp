// Trains a multi-layer perceptron on MNIST:
//   mnist-mlp --data data/mnist --metrics build/mnist.jsonl --out build/mnist
#include "mnist_mlp.h"

int main(int argc, char** argv) {
  return digits::run_digit_program(argc, argv, digits::mnist_mlp());
}
