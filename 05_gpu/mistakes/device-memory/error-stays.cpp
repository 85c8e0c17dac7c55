// mistake: error-stays
// region: device-memory/allocate
// message: which is innocent, will be blamed for it
const cudaError_t error = cudaMalloc(&memory, bytes);
if (error == cudaErrorMemoryAllocation) {
  std::size_t free = 0, total = 0;
  cudaMemGetInfo(&free, &total);
  fail("out of memory: could not allocate ", bytes, " bytes on the GPU; ", free, " of ", total,
       " bytes are free");
}
check(error, "cudaMalloc");
