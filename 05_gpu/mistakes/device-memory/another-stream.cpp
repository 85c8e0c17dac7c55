// mistake: another-stream
// region: device-memory/copy-to-host
// message: the copy overtook the work that was given to the current stream before
check(cudaMemcpyAsync(to, from, bytes, cudaMemcpyDeviceToHost, nullptr), "copy from the GPU");
check(cudaStreamSynchronize(nullptr), "copy from the GPU");
