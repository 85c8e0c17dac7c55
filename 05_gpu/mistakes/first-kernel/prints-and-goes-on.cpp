// mistake: prints-and-goes-on
// region: first-kernel/check
// from: 36
// message: check() has to throw unless the call succeeded
if (error != cudaSuccess) std::puts(cudaGetErrorString(error));
