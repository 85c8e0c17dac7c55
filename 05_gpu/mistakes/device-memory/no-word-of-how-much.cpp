// mistake: no-word-of-how-much
// region: device-memory/allocate
// message: the message does not help
const cudaError_t error = cudaMalloc(&memory, bytes);
cudaGetLastError();
check(error, "cudaMalloc");
