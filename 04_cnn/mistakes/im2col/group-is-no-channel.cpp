// mistake: group-is-no-channel
// region: im2col/product
// message: group g begins with channel g * (channels of a group)
for (Index n = 0; n < work.sizes.batch; ++n) {
  write_windows(work, images, n, group);
  work.multiply(work.pixels, 1, out + n * strides[0], strides);
}
