// The smallest programs: two tensors added and differentiated, a layer, and a softmax made of
// operations.
#include <gradus/program/program.h>
#include <gradus/tensor_autograd/math.h>

#include <iostream>
#include <string>

using gradus::Tensor;

namespace {

Tensor softmax(const Tensor& x) {
  const Tensor e = exp(x);
  return e / sum(e, {1}, true);
}

// A layer of a network: x comes in as a column.
Tensor dense(const Tensor& x, const Tensor& w, const Tensor& b, const std::string& activation) {
  const Tensor z = matmul(w, x) + b;
  if (activation == "relu") return relu(z);
  if (activation == "sigmoid") return sigmoid(z);
  return z;  // linear
}

}  // namespace

int main(int argc, char** argv) {
  return gradus::run_program(argc, argv, "Tensors that carry gradients", [](auto& cl) {
    cl.parse();
    const Tensor a = Tensor::of({1, 1, 1, 1}, {2, 2}).requires_grad(true);
    const Tensor b = Tensor::of({1, 2, 3, 4}, {2, 2}).requires_grad(true);
    const Tensor c = a + b;
    const Tensor d = c + a;
    backward(sum(d));
    std::cout << "d(sum(d))/da =\n" << a.grad() << '\n';
    std::cout << "d(sum(d))/db =\n" << b.grad() << '\n';

    const Tensor w = Tensor::of({1, -1, 2, 0}, {2, 2}).requires_grad(true);
    const Tensor x = Tensor::of({3, 5}, {2, 1}), bias = Tensor::of({0.5, -1}, {2, 1});
    for (const char* activation : {"linear", "relu", "sigmoid"})
      std::cout << activation << " layer =\n" << dense(x, w, bias, activation) << '\n';
    backward(sum(dense(x, w, bias, "relu")));
    std::cout << "d(sum of the relu layer)/dw =\n" << w.grad() << '\n';

    const Tensor logits = Tensor::of({1, 2, 3, 4, 5, 6, 7, 8}, {2, 4}, gradus::float64);
    std::cout << "softmax =\n" << softmax(logits) << '\n';
  });
}
