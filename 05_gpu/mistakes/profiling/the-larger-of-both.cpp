// mistake: the-larger-of-both
// region: profiling/attainable
// message: the slower of both sets the pace
return std::max(peaks.operations, peaks.bytes* intensity);
