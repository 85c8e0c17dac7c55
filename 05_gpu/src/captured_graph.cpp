#include <gradus/common/error.h>
#include <gradus/gpu/caching_allocator.h>
#include <gradus/gpu/captured_graph.h>
#include <gradus/gpu/check.h>
#include <gradus/tensor_autograd/autograd.h>
#include <gradus/tensor_autograd/in_place.h>

namespace gradus::cuda {
namespace {

// What was noted; an exception out of the middle of a capture must not leave it open.
struct Noted {
  cudaStream_t stream;
  cudaGraph_t graph = nullptr;

  ~Noted() {
    cudaStreamCaptureStatus status = cudaStreamCaptureStatusNone;
    cudaStreamIsCapturing(stream, &status);
    if (status != cudaStreamCaptureStatusNone) {
      cudaStreamEndCapture(stream, &graph);
      cudaGetLastError();
    }
    if (graph) cudaGraphDestroy(graph);
  }
};

}  // namespace

CapturedGraph::CapturedGraph(const std::function<void()>& work) {
  const cudaStream_t caller = current_stream();
  last_.record(caller);
  last_.wait(stream_);
  const StreamScope here(stream_);
  // The first time memory is asked for; the second time also while results of the first are alive.
  for (int i = 0; i < 2; ++i) work();
  Noted noted{stream_};
  // exercise: streams-and-events/capture
  //| Begin to capture stream_ (mode cudaStreamCaptureModeThreadLocal, which forbids this thread whatever no graph can
  //| hold), let `work` give it its launches, end the capture into noted.graph, and make exec_ of that. The blocks that
  //| `work` had for itself lie in the pools of stream_ now: the allocator reserves them for memory_.
  check(cudaStreamBeginCapture(stream_, cudaStreamCaptureModeThreadLocal), "begin of a capture");
  work();
  check(cudaStreamEndCapture(stream_, &noted.graph), "end of a capture");
  check(cudaGraphInstantiate(&exec_, noted.graph, 0), "making of a graph");
  memory_ = allocator().reserve(stream_);
  // end exercise
  last_.record(stream_);
  last_.wait(caller);
}

CapturedGraph::~CapturedGraph() {
  try {
    last_.synchronize();
  } catch (...) {  // from a kernel; told by whoever waits for its results
  }
  if (exec_) cudaGraphExecDestroy(exec_);
  for (void* memory : memory_) allocator().release(memory);
}

void CapturedGraph::launch() {
  check(cudaGraphLaunch(exec_, current_stream()), "launch of a graph");
  last_.record();
}

void refill(Tensor& input, const Tensor& numbers) {
  // exercise: streams-and-events/refill
  //| The numbers have to come to where `input` lies, in the order of the current stream. Chapter 02 has an operation in
  //| place for it; no gradient is wanted (NoGrad).
  const NoGrad no_graph;
  copy_(input, numbers);
  // end exercise
}

}  // namespace gradus::cuda
