// mistake: zeros-are-read
// region: convolution/im2col
// message: what lies outside of the image is 0, and must not be read
const Pixel at = pixel_of(first + i / depth, w.out);
const Tap tap = Tap::of(i % depth, w.kernel[1], w.channels);
const int row = w.source(0, at.row, tap.y), column = w.source(1, at.column, tap.x);
matrix[i] = images.data[at.n * images.n + tap.channel * images.channel + row * images.row +
                        column * images.column];
