// mistake: nobody-asks
// region: first-kernel/check-launch
// from: 36
// message: a launch returns nothing, its error waits in cudaGetLastError
static_cast<void>(kernel);
