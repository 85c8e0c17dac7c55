// mistake: no-barrier
// region: coalescing/barrier
// message: and nothing makes it wait

