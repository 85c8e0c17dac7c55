// mistake: peeks
// region: first-kernel/check-launch
// message: cudaPeekAtLastError leaves it
check(cudaPeekAtLastError(), kernel);
