// Softmax beside PyTorch's, and our two ways of computing it: vector code against one element after
// the other.
#include <gradus/bench/bench.h>
#include <gradus/common/random.h>
#include <gradus/layers/random_fill.h>
#include <gradus/layers/softmax.h>
#include <gradus/tensor_autograd/creation.h>

#include <string>

int main(int argc, char** argv) {
  return gradus::run_bench(argc, argv, "03_layers", [](gradus::Bench& bench) {
    gradus::PythonPeer torch("softmax_peer.py");
    const gradus::Tensor scores = gradus::empty({4096, 1024});
    gradus::nn::fill_normal(scores, 0, 1, gradus::RandomStream(1, "scores"));
    const std::string softmax = "softmax 4096x1024", log_softmax = "log_softmax 4096x1024";
    bench.compare(
        {.name = softmax, .unit = "ms", .target = 1}, [&] { gradus::nn::softmax(scores); },
        torch.measure(softmax));
    bench.compare(
        {.name = log_softmax, .unit = "ms", .target = 1}, [&] { gradus::nn::log_softmax(scores); },
        torch.measure(log_softmax));
    bench.compare(
        {.name = "softmax 4096x1024: fused / naive", .unit = "ms", .peer_name = "naive"},
        [&] { gradus::nn::softmax(scores); },
        [&] {
          const gradus::UseVariant naive(gradus::ops::softmax, "naive");
          gradus::nn::softmax(scores);
        });
  });
}
