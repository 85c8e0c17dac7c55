#include <map>
#include <utility>

#include "device.h"

namespace {

struct Named {
  const char *name, *text;
};

const Named& named(cudaError_t error) {
  static const std::map<cudaError_t, Named> known{
      {cudaSuccess, {"cudaSuccess", "no error"}},
      {cudaErrorInvalidValue, {"cudaErrorInvalidValue", "invalid argument"}},
      {cudaErrorMemoryAllocation, {"cudaErrorMemoryAllocation", "out of memory"}},
      {cudaErrorInvalidConfiguration,
       {"cudaErrorInvalidConfiguration", "invalid configuration argument"}},
      {cudaErrorInvalidSymbol, {"cudaErrorInvalidSymbol", "invalid device symbol"}},
      {cudaErrorInvalidMemcpyDirection,
       {"cudaErrorInvalidMemcpyDirection", "invalid copy direction for memcpy"}},
      {cudaErrorInvalidDevice, {"cudaErrorInvalidDevice", "invalid device ordinal"}},
      {cudaErrorInvalidResourceHandle,
       {"cudaErrorInvalidResourceHandle", "invalid resource handle"}},
      {cudaErrorIllegalState,
       {"cudaErrorIllegalState", "the operation cannot be performed in the present state"}},
      {cudaErrorNotReady, {"cudaErrorNotReady", "device not ready"}},
      {cudaErrorIllegalAddress,
       {"cudaErrorIllegalAddress", "an illegal memory access was encountered"}},
      {cudaErrorLaunchOutOfResources,
       {"cudaErrorLaunchOutOfResources", "too many resources requested for launch"}},
      {cudaErrorLaunchFailure, {"cudaErrorLaunchFailure", "unspecified launch failure"}},
      {cudaErrorNotSupported, {"cudaErrorNotSupported", "operation not supported"}},
      {cudaErrorStreamCaptureUnsupported,
       {"cudaErrorStreamCaptureUnsupported", "operation not permitted when stream is capturing"}},
      {cudaErrorStreamCaptureInvalidated,
       {"cudaErrorStreamCaptureInvalidated",
        "operation failed due to a previous error during capture"}},
      {cudaErrorStreamCaptureMerge,
       {"cudaErrorStreamCaptureMerge",
        "operation would result in a merge of separate capture sequences"}},
      {cudaErrorStreamCaptureUnmatched,
       {"cudaErrorStreamCaptureUnmatched", "capture was not ended in the same stream as it began"}},
      {cudaErrorStreamCaptureUnjoined,
       {"cudaErrorStreamCaptureUnjoined", "capturing stream has unjoined work"}},
      {cudaErrorStreamCaptureIsolation,
       {"cudaErrorStreamCaptureIsolation",
        "dependency created on uncaptured work in another stream"}},
      {cudaErrorStreamCaptureImplicit,
       {"cudaErrorStreamCaptureImplicit",
        "operation would make the legacy stream depend on a capturing blocking stream"}},
      {cudaErrorCapturedEvent,
       {"cudaErrorCapturedEvent",
        "operation not permitted on an event last recorded in a "
        "capturing stream"}},
  };
  static const Named other{"cudaErrorUnknown", "unknown error"};
  const auto found = known.find(error);
  return found == known.end() ? other : found->second;
}

struct Last {
  cudaError_t error = cudaSuccess;
  cudaError_t fault = cudaSuccess;  // of a kernel, not yet told
  // What there is to say about the last error of its kind, and all of it as one text.
  cudaError_t told = cudaSuccess;
  std::string detail, whole;
};

Last& last() {
  static thread_local Last state;
  return state;
}

}  // namespace

namespace gradus::cuda_on_cpu {

cudaError_t set_error(cudaError_t error, const std::string& detail) {
  if (error == cudaSuccess) return error;
  last().error = last().told = error;
  last().detail = detail;
  return error;
}

cudaError_t set_fault(cudaError_t error, const std::string& detail) {
  last().fault = error;
  return set_error(error, detail);
}

cudaError_t take_fault() { return std::exchange(last().fault, cudaSuccess); }

}  // namespace gradus::cuda_on_cpu

cudaError_t cudaGetLastError() {
  const cudaError_t error = last().error;
  last().error = last().fault = cudaSuccess;
  return error;
}

cudaError_t cudaPeekAtLastError() { return last().error; }

const char* cudaGetErrorName(cudaError_t error) { return named(error).name; }

const char* cudaGetErrorString(cudaError_t error) {
  Last& state = last();
  if (error == cudaSuccess || error != state.told || state.detail.empty()) return named(error).text;
  state.whole = std::string(named(error).text) + ": " + state.detail;
  return state.whole.c_str();
}
