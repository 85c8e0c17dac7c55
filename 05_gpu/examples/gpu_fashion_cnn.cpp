// Trains chapter 04's convolutional network on Fashion-MNIST on the GPU, where there is one:
//   gpu-fashion-cnn --device cuda-emulated
#include "../../04_cnn/examples/fashion_cnn.h"
#include "on_a_device.h"

int main(int argc, char** argv) {
  return digits::run_on_a_device(argc, argv, digits::fashion_cnn());
}
