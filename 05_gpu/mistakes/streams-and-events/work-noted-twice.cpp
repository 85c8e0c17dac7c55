// mistake: work-noted-twice
// region: streams-and-events/capture
// message: a launch does it twice
check(cudaStreamBeginCapture(stream_, cudaStreamCaptureModeThreadLocal), "begin of a capture");
work();
work();
check(cudaStreamEndCapture(stream_, &noted.graph), "end of a capture");
check(cudaGraphInstantiate(&exec_, noted.graph, 0), "making of a graph");
memory_ = allocator().reserve(stream_);
