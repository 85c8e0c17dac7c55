// mistake: tiles-without-stride
// region: fast-convolution/row
// message: the second tile begins too early in the image
const Index tiles = (columns - 1) / kPixels + 1;
for (Index i = 0; i < tiles; ++i) {
  const Index begin = columns * i / tiles, end = columns * (i + 1) / tiles;
  tile(end - begin, images + begin * bands.pixel, out + begin * c.to_strides[3]);
}
