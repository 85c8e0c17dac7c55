#include "device.h"

#include <gradus/common/threads.h>

#include <atomic>
#include <cstdio>

#include "shared_memory.h"

namespace gradus::cuda_on_cpu {
namespace {

std::atomic<std::size_t> dynamic_limit{kSharedBytes};

cudaError_t no_device(int device) {
  return set_error(cudaErrorInvalidDevice,
                   "device " + std::to_string(device) + "; there is only 0");
}

}  // namespace

std::size_t dynamic_shared_limit() { return dynamic_limit; }

cudaError_t allow_dynamic_shared(int bytes) {
  if (bytes < 0 || static_cast<std::size_t>(bytes) > kMostSharedBytes)
    return set_error(cudaErrorInvalidValue, std::to_string(bytes) + " bytes of shared memory; " +
                                                std::to_string(kMostSharedBytes) + " is the most");
  if (static_cast<std::size_t>(bytes) > dynamic_limit) dynamic_limit = bytes;
  return cudaSuccess;
}

}  // namespace gradus::cuda_on_cpu

using namespace gradus::cuda_on_cpu;

cudaError_t cudaGetDeviceCount(int* count) {
  *count = 1;
  return cudaSuccess;
}

cudaError_t cudaGetDevice(int* device) {
  *device = 0;
  return cudaSuccess;
}

cudaError_t cudaSetDevice(int device) { return device == 0 ? cudaSuccess : no_device(device); }

cudaError_t cudaGetDeviceProperties(cudaDeviceProp* properties, int device) {
  if (device != 0) return no_device(device);
  *properties = {};
  std::snprintf(properties->name, sizeof properties->name, "CUDA on the CPU");
  std::size_t free = 0;
  cudaMemGetInfo(&free, &properties->totalGlobalMem);
  properties->sharedMemPerBlock = kSharedBytes;
  properties->sharedMemPerBlockOptin = kMostSharedBytes;
  properties->sharedMemPerMultiprocessor = kMostSharedBytes + 1024;
  properties->regsPerBlock = 65536;
  properties->warpSize = 32;
  properties->maxThreadsPerBlock = 1024;
  const int threads[] = {1024, 1024, 64}, blocks[] = {2147483647, 65535, 65535};
  for (int i = 0; i < 3; ++i) {
    properties->maxThreadsDim[i] = threads[i];
    properties->maxGridSize[i] = blocks[i];
  }
  // Of what was emulated: compute capability 9.0 without its own instructions.
  properties->major = 9;
  properties->multiProcessorCount = gradus::num_threads();
  properties->maxThreadsPerMultiProcessor = 1024;
  properties->unifiedAddressing = 1;
  return cudaSuccess;
}

cudaError_t cudaDeviceGetAttribute(int* value, cudaDeviceAttr attribute, int device) {
  cudaDeviceProp properties;
  if (const cudaError_t error = cudaGetDeviceProperties(&properties, device); error != cudaSuccess)
    return error;
  switch (attribute) {
    case cudaDevAttrMaxThreadsPerBlock:
      *value = properties.maxThreadsPerBlock;
      break;
    case cudaDevAttrMaxSharedMemoryPerBlock:
      *value = kSharedBytes;
      break;
    case cudaDevAttrMaxSharedMemoryPerBlockOptin:
      *value = kMostSharedBytes;
      break;
    case cudaDevAttrWarpSize:
      *value = properties.warpSize;
      break;
    case cudaDevAttrMultiProcessorCount:
      *value = properties.multiProcessorCount;
      break;
    case cudaDevAttrComputeCapabilityMajor:
      *value = properties.major;
      break;
    case cudaDevAttrComputeCapabilityMinor:
      *value = properties.minor;
      break;
    default:
      return set_error(cudaErrorNotSupported, "cudaDeviceGetAttribute");
  }
  return cudaSuccess;
}

cudaError_t cudaRuntimeGetVersion(int* version) {
  *version = 12000;
  return cudaSuccess;
}

cudaError_t cudaDriverGetVersion(int* version) { return cudaRuntimeGetVersion(version); }

cudaError_t cudaDeviceReset() {
  forget_all_work();
  free_all_memory();
  take_fault();
  cudaGetLastError();
  dynamic_limit = kSharedBytes;
  return cudaSuccess;
}
