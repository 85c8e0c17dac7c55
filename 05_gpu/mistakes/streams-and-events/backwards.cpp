// mistake: backwards
// region: streams-and-events/elapsed
// message: the time runs backwards
synchronize();
end.synchronize();
check(cudaEventElapsedTime(&milliseconds, end.event_, event_), "time between events");
