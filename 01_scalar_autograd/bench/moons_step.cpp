// One full-batch training step of the network 2-16-16-1 on 100 samples of two moons (hinge loss,
// L2, backward, update): both of this chapter's engines beside micrograd, and beside each other.
#include <gradus/bench/bench.h>
#include <gradus/scalar_autograd/tape.h>
#include <gradus/scalar_autograd/training.h>

using namespace gradus::scalar;

int main(int argc, char** argv) {
  return gradus::run_bench(argc, argv, "01_scalar_autograd", [](gradus::Bench& bench) {
    constexpr double kRate = 0.05, kDecay = 1e-4;
    const Samples samples = two_moons(100, 0.1, 1);
    const Mlp<double> start({2, 16, 16, 1}, 1);

    const auto graph = start.map([](double x) { return Value(x); });
    const auto graph_step = [&] { gradus::keep(train_step(graph, samples, kRate, kDecay)); };

    Tape tape;
    const auto taped = start.map([&](double x) { return tape.variable(x); });
    const std::size_t mark = tape.entries.size();
    const auto tape_step = [&] {
      tape.rewind(mark);
      gradus::keep(train_step(taped, samples, kRate, kDecay));
    };

    const gradus::PythonPeer micrograd("micrograd_peer.py");
    bench.compare({"moons step, pointer graph", "ms", 0.01}, graph_step,
                  micrograd.measure("moons step"));
    bench.compare({"moons step, tape", "ms", 0.001}, tape_step, micrograd.measure("moons step"));
    bench.compare(
        {"moons step, tape beside pointer graph", "ms", std::nullopt, "our pointer graph"},
        tape_step, graph_step);
  });
}
