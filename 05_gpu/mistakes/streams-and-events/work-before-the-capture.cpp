// mistake: work-before-the-capture
// region: streams-and-events/capture
// message: the graph is empty
work();
check(cudaStreamBeginCapture(stream_, cudaStreamCaptureModeThreadLocal), "begin of a capture");
check(cudaStreamEndCapture(stream_, &noted.graph), "end of a capture");
check(cudaGraphInstantiate(&exec_, noted.graph, 0), "making of a graph");
memory_ = allocator().reserve(stream_);
