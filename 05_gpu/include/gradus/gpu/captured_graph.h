#pragma once
#include <gradus/gpu/stream.h>
#include <gradus/tensor_autograd/tensor.h>

#include <functional>
#include <vector>

namespace gradus::cuda {

/// A list of launches and copies that the GPU was given once and does again, as a whole, for the
/// price of one launch.
///
///     CapturedGraph step([&] { loss = train_step(images, labels); });   // on the GPU
///     for (...) { refill(images, ...); refill(labels, ...); step.launch(); }
///
/// It does again what the GPU did, at the same addresses, and nothing of what the CPU did. So the
/// tensors that `work` reads and those that it makes for others have to live as long as the graph;
/// numbers that change lie in memory of the GPU; and `work` neither waits for the GPU nor copies
/// to the CPU. What it makes for itself comes from the caching allocator, and stays with the graph.
class CapturedGraph {
 public:
  /// Has `work` done twice, then has it noted.
  /// @throws Error when something in it cannot be noted: a wait, or memory that the pools have not,
  /// since the third time asks for more than the first two
  explicit CapturedGraph(const std::function<void()>& work);
  /// Waits for the last launch.
  ~CapturedGraph();
  CapturedGraph(const CapturedGraph&) = delete;
  CapturedGraph& operator=(const CapturedGraph&) = delete;

  /// Has everything done again, in the current stream.
  void launch();

 private:
  Stream stream_;              // in which it was noted; its pools are the graph's alone
  std::vector<void*> memory_;  // what lay in them
  cudaGraphExec_t exec_ = nullptr;
  Event last_;
};

/// Copies other numbers into a tensor that a graph reads, in the current stream. Nothing is waited
/// for.
/// @param input on the GPU; it stays where it is
/// @param numbers on the GPU, for every element of `input`
/// @throws Error when they do not fit
void refill(Tensor& input, const Tensor& numbers);

}  // namespace gradus::cuda
