// mistake: memory-not-kept
// region: streams-and-events/capture
// message: the graph works in memory that went back to the device
check(cudaStreamBeginCapture(stream_, cudaStreamCaptureModeThreadLocal), "begin of a capture");
work();
check(cudaStreamEndCapture(stream_, &noted.graph), "end of a capture");
check(cudaGraphInstantiate(&exec_, noted.graph, 0), "making of a graph");
