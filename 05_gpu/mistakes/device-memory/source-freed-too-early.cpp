// mistake: source-freed-too-early
// region: device-memory/copy-from-host
// message: the host memory was changed before the copy had read it
check(cudaMemcpyAsync(to, from, bytes, cudaMemcpyHostToDevice, current_stream()),
      "copy to the GPU");
