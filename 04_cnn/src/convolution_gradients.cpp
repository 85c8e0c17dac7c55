#include "convolution_gradients.h"
#include "fill_zero.h"

#include <gradus/common/error.h>

namespace gradus {

ConvolutionSizes sizes_of_input_gradient(const KernelCall& call) {
  return convolution_sizes("conv2d_input_gradient", call.out().shape(), call.in(1).shape(),
                           call.attributes.as<ConvolutionAttributes>());
}
ConvolutionSizes sizes_of_weight_gradient(const KernelCall& call) {
  return convolution_sizes("conv2d_weight_gradient", call.in(1).shape(), call.out().shape(),
                           call.attributes.as<ConvolutionAttributes>());
}

namespace {

// One product of the convolution: out[n, f, row, column] has the term weight[f, c, y, x] *
// image[n, channel, from_row, from_column].
struct Term {
  Index n, f, row, column;               // of the output
  Index c, y, x;                         // of the weight, beside f
  Index channel, from_row, from_column;  // of the image, beside n
};

// Calls body(term) for every product whose pixel lies inside of its image.
template <class Body>
void for_each_term(const ConvolutionSizes& sizes, const Body& body) {
  const Index channels = sizes.channels / sizes.settings.groups,
              filters = sizes.filters / sizes.settings.groups;
  for (Index n = 0; n < sizes.batch; ++n)
    for (Index f = 0; f < sizes.filters; ++f)
      for (Index row = 0; row < sizes.out[0]; ++row)
        for (Index column = 0; column < sizes.out[1]; ++column)
          for (Index c = 0; c < channels; ++c)
            for (Index y = 0; y < sizes.kernel[0]; ++y)
              for (Index x = 0; x < sizes.kernel[1]; ++x) {
                const Index from_row = sizes.source(0, row, y),
                            from_column = sizes.source(1, column, x);
                if (from_row >= 0 && from_row < sizes.in[0] && from_column >= 0 &&
                    from_column < sizes.in[1])
                  body(Term{n, f, row, column, c, y, x, f / filters * channels + c, from_row,
                            from_column});
              }
}

}  // namespace

template <class T>
void conv2d_input_gradient_naive(const KernelCall& call) {
  const View<T> g(call.in(0)), weight(call.in(1)), gradient(call.out());
  fill_zero<T>(call.out());
  for_each_term(sizes_of_input_gradient(call), [&](const Term& at) {
    // exercise: convolution-backward/input
    //| out(n, f, row, column) had the term weight(f, c, y, x) times image(n, channel, from_row, from_column). g is the
    //| upstream gradient, of the shape of out; gradient has that of the images and is 0 at first. What does this term
    //| give to the gradient of its pixel? One pixel stands under many windows.
    gradient(at.n, at.channel, at.from_row, at.from_column) +=
        weight(at.f, at.c, at.y, at.x) * g(at.n, at.f, at.row, at.column);
    // end exercise
  });
}

template <class T>
void conv2d_weight_gradient_naive(const KernelCall& call) {
  const View<T> g(call.in(0)), images(call.in(1)), gradient(call.out());
  fill_zero<T>(call.out());
  for_each_term(sizes_of_weight_gradient(call), [&](const Term& at) {
    // exercise: convolution-backward/weight
    //| The same term, seen from its weight: gradient has the shape of the weights and is 0 at first. One weight is used
    //| at every position and for every image.
    gradient(at.f, at.c, at.y, at.x) +=
        images(at.n, at.channel, at.from_row, at.from_column) * g(at.n, at.f, at.row, at.column);
    // end exercise
  });
}

template void conv2d_input_gradient_naive<float>(const KernelCall&);
template void conv2d_input_gradient_naive<double>(const KernelCall&);
template void conv2d_weight_gradient_naive<float>(const KernelCall&);
template void conv2d_weight_gradient_naive<double>(const KernelCall&);

}  // namespace gradus
