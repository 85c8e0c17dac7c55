// mistake: batch-of-the-first-call
// region: im2col/product
// from: 18
// message: only as many images as in the first call
static const Index batch = work.sizes.batch;
for (Index n = 0; n < (batch < work.sizes.batch ? batch : work.sizes.batch); ++n) {
  write_windows(work, images, n, group * work.channels);
  work.multiply(work.pixels, 1, out + n * strides[0], strides);
}
