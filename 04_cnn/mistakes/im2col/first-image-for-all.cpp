// mistake: first-image-for-all
// region: im2col/product
// from: 10
// message: write the windows of image n
for (Index n = 0; n < work.sizes.batch; ++n) {
  write_windows(work, images, 0, group * work.channels);
  work.multiply(work.pixels, 1, out + n * strides[0], strides);
}
