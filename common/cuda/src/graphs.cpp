#include <memory>
#include <utility>

#include "streams.h"

using Work = std::vector<std::function<void()>>;

struct CUgraph_st {
  std::shared_ptr<const Work> work;
};
struct CUgraphExec_st {
  std::shared_ptr<const Work> work;
};

using namespace gradus::cuda_on_cpu;

cudaError_t cudaStreamBeginCapture(cudaStream_t stream, cudaStreamCaptureMode mode) {
  const std::lock_guard lock(stream_mutex());
  if (stream == nullptr)
    return set_error(cudaErrorStreamCaptureUnsupported, "the default stream cannot be captured");
  if (!is_stream(stream)) return no_such_stream();
  if (stream->capture != nullptr)
    return set_error(cudaErrorIllegalState, "the stream is being captured already");
  stream->capture = std::make_shared<Capture>();
  stream->capture->origin = stream;
  stream->capture->mode = mode;
  stream->capture->reached[stream];
  return cudaSuccess;
}

cudaError_t cudaStreamEndCapture(cudaStream_t stream, cudaGraph_t* graph) {
  const std::lock_guard lock(stream_mutex());
  *graph = nullptr;
  if (stream == nullptr || !is_stream(stream)) return no_such_stream();
  const std::shared_ptr<Capture> capture = stream->capture;
  if (capture == nullptr) return set_error(cudaErrorIllegalState, "the stream is not captured");
  if (capture->origin != stream) {
    capture->valid = false;
    return set_error(cudaErrorStreamCaptureUnmatched);
  }
  for (const cudaStream_t other : all_streams())
    if (other->capture == capture) other->capture = nullptr;
  if (!capture->valid) return set_error(cudaErrorStreamCaptureInvalidated);
  Capture::Reached& reached = capture->reached[stream];
  for (const auto& [other, own] : capture->reached)
    if (const auto count = own.find(other); count != own.end() && reached[other] < count->second)
      return set_error(cudaErrorStreamCaptureUnjoined,
                       "record an event in the other stream and let this one wait for it");
  *graph = new CUgraph_st{std::make_shared<const Work>(std::move(capture->work))};
  return cudaSuccess;
}

cudaError_t cudaStreamIsCapturing(cudaStream_t stream, cudaStreamCaptureStatus* status) {
  const std::lock_guard lock(stream_mutex());
  *status = cudaStreamCaptureStatusNone;
  if (stream == nullptr) return cudaSuccess;
  if (!is_stream(stream)) return no_such_stream();
  if (stream->capture != nullptr)
    *status =
        stream->capture->valid ? cudaStreamCaptureStatusActive : cudaStreamCaptureStatusInvalidated;
  return cudaSuccess;
}

// How many there are; what they are is not told.
cudaError_t cudaGraphGetNodes(cudaGraph_t graph, cudaGraphNode_t* nodes, std::size_t* count) {
  if (graph == nullptr || count == nullptr) return set_error(cudaErrorInvalidValue, "no graph");
  if (nodes != nullptr) return set_error(cudaErrorNotSupported, "cudaGraphGetNodes: only a count");
  *count = graph->work->size();
  return cudaSuccess;
}

cudaError_t cudaGraphInstantiate(cudaGraphExec_t* exec, cudaGraph_t graph, unsigned long long) {
  if (graph == nullptr) return set_error(cudaErrorInvalidValue, "no graph");
  *exec = new CUgraphExec_st{graph->work};
  return cudaSuccess;
}

cudaError_t cudaGraphLaunch(cudaGraphExec_t exec, cudaStream_t stream) {
  if (exec == nullptr) return set_error(cudaErrorInvalidValue, "no graph");
  cudaError_t first = cudaSuccess;
  for (const auto& work : *exec->work) {
    const cudaError_t error = run_in_stream(stream, work);
    if (first == cudaSuccess) first = error;
  }
  return first;
}

cudaError_t cudaGraphExecDestroy(cudaGraphExec_t exec) {
  if (exec == nullptr) return set_error(cudaErrorInvalidValue, "no graph");
  delete exec;
  return cudaSuccess;
}

cudaError_t cudaGraphDestroy(cudaGraph_t graph) {
  if (graph == nullptr) return set_error(cudaErrorInvalidValue, "no graph");
  delete graph;
  return cudaSuccess;
}
