// mistake: launch-of-no-blocks
// region: capstone/launch
// message: a launch of no blocks is an error
residual_norm_kernel<<<rows, kThreads, columns * sizeof(float), current_stream()>>>(
    x, residual, gain, bias, out, rows, columns, epsilon);
check_launch("residual_norm");
