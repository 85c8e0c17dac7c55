// mistake: first-group-for-all
// region: im2col/product
// message: every group got the channels of the first one
for (Index n = 0; n < work.sizes.batch; ++n) {
  write_windows(work, images, n, 0);
  work.multiply(work.pixels, 1, out + n * strides[0], strides);
}
