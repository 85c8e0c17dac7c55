// mistake: a-promise-only
// region: device-memory/copy-to-host
// from: 36
// message: a copy in a stream is only a promise
check(cudaMemcpyAsync(to, from, bytes, cudaMemcpyDeviceToHost, current_stream()),
      "copy from the GPU");
