// Trains a convolutional network on MNIST:
//   mnist-cnn --data data/mnist --metrics build/mnist.jsonl --out build/mnist-cnn
#include "mnist_cnn.h"

int main(int argc, char** argv) {
  return digits::run_digit_program(argc, argv, digits::mnist_cnn());
}
