// mistake: divided-by-the-batch
// region: convolution-backward/weight
// from: 4
// message: divided by the size of the batch
gradient(at.f, at.c, at.y, at.x) += images(at.n, at.channel, at.from_row, at.from_column) *
                                    g(at.n, at.f, at.row, at.column) /
                                    static_cast<T>(images.shape()[0]);
