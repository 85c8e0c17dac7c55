// mistake: remainder-forgotten
// region: fast-convolution/row
// from: 35
// message: the outputs after the last full tile were forgotten
for (Index begin = 0; begin + kPixels <= columns; begin += kPixels)
  tile(kPixels, images + begin * pixel, out + begin * c.to_strides[3]);
