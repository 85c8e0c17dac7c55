#include <gradus/common/error.h>
#include <gradus/gpu/check.h>

namespace gradus::cuda {

void check(cudaError_t error, const char* what) {
  // exercise: first-kernel/check
  //| Throw unless the call succeeded. fail() takes any number of parts; CUDA tells the name of an error and a
  //| sentence about it (cudaGetErrorName, cudaGetErrorString).
  if (error != cudaSuccess)
    fail(what, ": ", cudaGetErrorString(error), " (", cudaGetErrorName(error), ")");
  // end exercise
}

void check_launch(const char* kernel) {
  // exercise: first-kernel/check-launch
  //| A launch returns nothing. What was wrong with it is the runtime's last error; asking for it also clears it.
  check(cudaGetLastError(), kernel);
  // end exercise
}

void synchronize() { check(cudaDeviceSynchronize(), "synchronize"); }

}  // namespace gradus::cuda
