// Trains chapter 04's convolutional network on MNIST on the GPU, where there is one:
//   gpu-mnist-cnn --device cuda-emulated
#include "../../04_cnn/examples/mnist_cnn.h"
#include "on_a_device.h"

int main(int argc, char** argv) { return digits::run_on_a_device(argc, argv, digits::mnist_cnn()); }
