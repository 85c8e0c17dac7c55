#include "throwing.cuh"

#if !defined(__CUDACC__)
#include <gradus/common/error.h>

#include <cstdlib>

std::atomic<int> living = 0;

namespace {

// What a thread has to give back.
struct Held {
  Held() { ++living; }
  ~Held() {
    std::free(memory);
    --living;
  }
  void* memory = std::malloc(100);
};

__global__ void throwing(float* out, int thrower, Throws where) {
  const Held held;
  __shared__ float values[64];
  const int i = threadIdx.x;
  const auto stub = [&](Throws here) {
    if (i == thrower && where == here) gradus::not_implemented("kernel/part");
  };
  stub(Throws::kAtOnce);
  values[i] = i;
  __syncthreads();
  const Held more;
  stub(Throws::kBetweenBarriers);
  __syncthreads();
  stub(Throws::kBesideWarp);
  __syncwarp();
  if (blockIdx.x == 0) out[i] = values[63 - i];
  stub(Throws::kAtEnd);
}

__global__ void write(float* place) {
  *place = 1.0f;  // mark: write
}

}  // namespace

void run_throwing(float* out, int thrower, Throws where, cudaStream_t stream) {
  throwing<<<2, 64, 0, stream>>>(out, thrower, where);
}
void run_write(float* place) { write<<<1, 1>>>(place); }
#endif
