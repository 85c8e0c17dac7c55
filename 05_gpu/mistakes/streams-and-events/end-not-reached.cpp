// mistake: end-not-reached
// region: streams-and-events/elapsed
// message: the GPU has not come to the second mark
check(cudaEventElapsedTime(&milliseconds, event_, end.event_), "time between events");
