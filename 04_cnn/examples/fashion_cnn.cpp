// Trains a convolutional network on Fashion-MNIST, clothes in place of digits, flipped at random:
//   fashion-cnn --data data/fashion-mnist --metrics build/fashion.jsonl --out build/fashion
#include "fashion_cnn.h"

int main(int argc, char** argv) {
  return digits::run_digit_program(argc, argv, digits::fashion_cnn());
}
