// mistake: wrong-direction
// region: device-memory/copy-to-host
// message: a copy failed: is the direction right
check(cudaMemcpyAsync(to, from, bytes, cudaMemcpyHostToDevice, current_stream()),
      "copy from the GPU");
check(cudaStreamSynchronize(current_stream()), "copy from the GPU");
