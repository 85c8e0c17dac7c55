// mistake: read-as-it-lies
// region: strided-windows/product
// message: the matrix was read as it lies
work.multiply(work.pixels, 1, out, strides);
