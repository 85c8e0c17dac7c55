// mistake: no-room-for-the-row
// region: capstone/launch
// message: an index beyond the row or the matrix
if (rows == 0) return;
residual_norm_kernel<<<rows, kThreads, kThreads * sizeof(float), current_stream()>>>(
    x, residual, gain, bias, out, rows, columns, epsilon);
check_launch("residual_norm");
