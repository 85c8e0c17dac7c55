// The smallest programs: two tensors added and differentiated, and a softmax made of operations.
#include <gradus/program/program.h>
#include <gradus/tensor_autograd/math.h>

#include <cstdio>
#include <iostream>
#include <string>
#include <vector>

using gradus::Tensor;

namespace {

// At most eight decimals, as NumPy writes numbers.
std::string written(double value) {
  char digits[64];
  std::snprintf(digits, sizeof digits, "%.8f", value);
  std::string text = digits;
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

// A matrix as nested brackets.
void print(const std::string& name, const Tensor& matrix) {
  const std::vector<double> values = matrix.to_vector();
  std::cout << name << " = [";
  for (gradus::Index i = 0; i < matrix.size(0); ++i) {
    std::cout << (i ? ", [" : "[");
    for (gradus::Index j = 0; j < matrix.size(1); ++j)
      std::cout << (j ? ", " : "")
                << written(values[static_cast<std::size_t>(i * matrix.size(1) + j)]);
    std::cout << ']';
  }
  std::cout << "]\n";
}

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
    print("d(sum(d))/da", a.grad());
    print("d(sum(d))/db", b.grad());

    const Tensor logits = Tensor::of({1, 2, 3, 4, 5, 6, 7, 8}, {2, 4}, gradus::float64);
    print("softmax", softmax(logits));
  });
}
