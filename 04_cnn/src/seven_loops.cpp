#include <gradus/cnn/seven_loops.h>
#include <gradus/common/error.h>

namespace gradus {

template <class T>
void conv2d_naive(const KernelCall& call) {
  const ConvolutionSizes sizes = convolution_sizes(call);
  const View<T> images(call.in(0)), weight(call.in(1)), out(call.out());
  const Index channels = sizes.channels / sizes.settings.groups,
              filters = sizes.filters / sizes.settings.groups;
  for (Index n = 0; n < sizes.batch; ++n)
    for (Index f = 0; f < sizes.filters; ++f)
      for (Index row = 0; row < sizes.out[0]; ++row)
        for (Index column = 0; column < sizes.out[1]; ++column) {
          T total = call.inputs.size() > 2 ? View<T>(call.in(2))(f) : T(0);
          // exercise: seven-loops/window
          //| Three loops are left: over the channels c (0 to channels - 1) of the filter's weight(f, c, y, x), and over the
          //| kernel's rows y and columns x (sizes.kernel). sizes.source(axis, output, at) is the image's row or column;
          //| where it lies outside of the image, the pixel is 0. Filters come in groups of `filters`; group i looks at
          //| the image's channels from i * channels on. Add weight times pixel to total.
          const Index first = f / filters * channels;
          for (Index c = 0; c < channels; ++c)
            for (Index y = 0; y < sizes.kernel[0]; ++y)
              for (Index x = 0; x < sizes.kernel[1]; ++x) {
                const Index from_row = sizes.source(0, row, y),
                            from_column = sizes.source(1, column, x);
                const bool inside = from_row >= 0 && from_row < sizes.in[0] && from_column >= 0 &&
                                    from_column < sizes.in[1];
                if (inside)
                  total += weight(f, c, y, x) * images(n, first + c, from_row, from_column);
              }
          // end exercise
          out(n, f, row, column) = total;
        }
}

template void conv2d_naive<float>(const KernelCall&);
template void conv2d_naive<double>(const KernelCall&);

}  // namespace gradus
