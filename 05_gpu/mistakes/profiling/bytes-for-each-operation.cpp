// mistake: bytes-for-each-operation
// region: profiling/attainable
// message: not bytes for each operation
return std::min(peaks.operations, peaks.bytes / intensity);
