// Draws the graph of an expression, with each value and its gradient:
//   draw --example neuron --out build/neuron.svg
#include <gradus/program/program.h>
#include <gradus/scalar_autograd/backward.h>
#include <gradus/scalar_autograd/draw_graph.h>
#include <gradus/scalar_autograd/operators.h>

#include <iostream>

#include "picture.h"

using namespace gradus::scalar;

namespace {

struct Drawing {
  Value result;
  std::vector<Named> names;
};

// A value that is used twice: d = (a + b) + a.
Drawing twice() {
  const Value a = 1, b = 2;
  const Value c = a + b;
  const Value d = c + a;
  return {d, {{a, "a"}, {b, "b"}, {c, "c"}, {d, "d"}}};
}

// One neuron on one sample, and what it costs: max(0, 1 - y relu(w . x + b)).
Drawing neuron() {
  const Value x1 = 2, x2 = 0.5, w1 = 0.75, w2 = -1, b = 0.25, y = 1;
  const Value output = relu(w1 * x1 + w2 * x2 + b) - 0.75;
  const Value loss = relu(1 - y * output);
  return {loss,
          {{x1, "x1"},
           {x2, "x2"},
           {w1, "w1"},
           {w2, "w2"},
           {b, "b"},
           {y, "y"},
           {output, "score"},
           {loss, "loss"}}};
}

// Softmax and cross-entropy of three classes: the gradient is softmax minus what should be.
Drawing softmax() {
  const Value a = 1, b = 2, c = 3;
  const Value first = exp(a), second = exp(b), third = exp(c);
  const Value probability = third / (first + second + third);
  const Value loss = -log(probability);
  return {loss,
          {{a, "logit 1"}, {b, "logit 2"}, {c, "logit 3"}, {probability, "p(3)"}, {loss, "loss"}}};
}

// The expression with which micrograd's README begins.
Drawing micrograd() {
  const Value a = -4, b = 2;
  Value c = a + b;
  Value d = a * b + pow(b, 3);
  c += c + 1;
  c += 1 + c + -a;
  d += d * 2 + relu(b + a);
  d += 3 * d + relu(b - a);
  const Value e = c - d;
  const Value f = pow(e, 2);
  Value g = f / 2;
  g += 10 / f;
  return {g, {{a, "a"}, {b, "b"}, {c, "c"}, {d, "d"}, {e, "e"}, {f, "f"}, {g, "g"}}};
}

}  // namespace

int main(int argc, char** argv) {
  return gradus::run_program(argc, argv, "Draws the graph of an expression", [](auto& cl) {
    std::string example = "neuron";
    std::filesystem::path out;
    cl.choice("--example", example, {"twice", "neuron", "softmax", "micrograd"}, "what to draw");
    cl.option("--out", out,
              "a file ending in .svg, .png, .pdf or .dot; without it, print the text");
    cl.parse();
    const Drawing drawing = example == "twice"     ? twice()
                            : example == "neuron"  ? neuron()
                            : example == "softmax" ? softmax()
                                                   : micrograd();
    backward(drawing.result);
    const std::string dot = to_dot(drawing.result, drawing.names);
    if (out.empty()) {
      std::cout << dot;
      return;
    }
    write_graph(out, dot);
    for (const Named& named : drawing.names)
      std::cout << named.name << " = " << how_made(named.value) << ", gradient "
                << named.value.grad() << '\n';
    std::cout << "picture: " << out.string() << '\n';
  });
}
