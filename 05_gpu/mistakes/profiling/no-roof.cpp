// mistake: no-roof
// region: profiling/attainable
// message: nothing computes faster than the arithmetic units
return peaks.bytes * intensity;
