// mistake: windows-as-lines
// region: im2col/product
// message: the matrix was read as if each window were a line
for (Index n = 0; n < work.sizes.batch; ++n) {
  write_windows(work, images, n, group * work.channels);
  work.multiply(1, work.depth, out + n * strides[0], strides);
}
