// mistake: null-pointer
// region: device-memory/allocate
// from: 36
// message: the caller gets a null pointer
cudaMalloc(&memory, bytes);
cudaGetLastError();
