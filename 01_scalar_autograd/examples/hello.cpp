// The smallest program: an expression, and how fast it moves with each of its variables.
#include <gradus/program/program.h>
#include <gradus/scalar_autograd/backward.h>
#include <gradus/scalar_autograd/operators.h>

#include <iostream>

using namespace gradus::scalar;

int main(int argc, char** argv) {
  return gradus::run_program(argc, argv, "An expression and its gradient", [](auto& cl) {
    cl.parse();
    const Value a = 2, b = -3;
    const Value c = a * b + pow(a, 2);
    const Value result = tanh(c) + 10 / b;
    backward(result);
    std::cout << "result = " << result.data() << '\n'
              << "d(result)/da = " << a.grad() << '\n'
              << "d(result)/db = " << b.grad() << '\n'
              << "how c was made: " << how_made(c) << '\n';
  });
}
