// The smallest programs: two tensors added and differentiated, and a softmax made of operations.
#include <gradus/program/program.h>
#include <gradus/tensor_autograd/math.h>

#include <iostream>

using gradus::Tensor;

namespace {

Tensor softmax(const Tensor& x) {
  const Tensor e = exp(x);
  return e / sum(e, {1}, true);
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

    const Tensor logits = Tensor::of({1, 2, 3, 4, 5, 6, 7, 8}, {2, 4}, gradus::float64);
    std::cout << "softmax =\n" << softmax(logits) << '\n';
  });
}
