// Trains chapter 03's multi-layer perceptron on MNIST on the GPU, where there is one:
//   gpu-mnist-mlp --device cuda-emulated
#include "../../03_layers/examples/mnist_mlp.h"
#include "on_a_device.h"

int main(int argc, char** argv) { return digits::run_on_a_device(argc, argv, digits::mnist_mlp()); }
