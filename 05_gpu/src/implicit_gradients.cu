// The gradients of the convolution as products, and the table's rows.
#include <gradus/cnn/conv2d.h>
#include <gradus/common/error.h>
#include <gradus/gpu/convolution.h>
#include <gradus/gpu/convolution_forward.h>

#include "convolution_product.cuh"
#include "gradient_kernels.cuh"
#include "turned.cuh"

namespace gradus::cuda {
namespace {

PackedWeights turned_weights(const Windows& w) {
  return {w.groups, w.kernel[0], w.kernel[1], w.filters, w.channels};
}

template <class T>
std::size_t implicit_input_workspace(const KernelCall& call) {
  return static_cast<std::size_t>(turned_weights(windows_of_input(call)).size<T>()) * sizeof(T);
}

template <class T>
void implicit_input(const KernelCall& call) {
  const Windows w = windows_of_input(call);
  if (call.out().numel() == 0) return;
  const PackedWeights order = turned_weights(w);
  T* const packed = reinterpret_cast<T*>(call.workspace);
  pack_weights(order, images_of<const T>(call.in(1)), packed, true);
  const Images<T> gradient = images_of<T>(call.out());
  const Gather<T, Turned> gather{images_of<const T>(call.in(0)),
                                 Turned(w),
                                 {w.in[0], w.in[1]},
                                 w.pixels(),
                                 w.kernel[1],
                                 w.filters,
                                 Index{w.taps()} * w.filters};
  gathered_times_weights(gather, packed, pixel_out(gradient, w.pixels(), 0, w.channels), w.groups);
  check_launch("conv2d_input_gradient (implicit)");
}

// One tile of one part of the weights' gradient of one group: filters by taps, summed over pixels.
template <class T, class Cut, bool PacksA, bool PacksB>
__global__ void __launch_bounds__(Cut::kThreads, Cut::kBlocks)
    weight_kernel(Gather<T, Same> g, Gather<T> images, Plan plan, int groups, MatrixOut<T> out) {
  const TilePlace place = own_place<Cut>(out.rows, out.columns, plan.parts);
  const Index group = place.product;
  g.images.data += group * g.channels * g.images.channel;
  images.images.data += group * images.channels * images.images.channel;
  const Index begin = place.part * plan.depth;
  const Index end = begin + plan.depth < images.pixels ? begin + plan.depth : images.pixels;
  TapLoader<T, Same, PacksA, Cut::kRows, Cut::kThreads> load_a(g, place.row, end);
  TapLoader<T, Forward, PacksB, Cut::kColumns, Cut::kThreads> load_b(images, place.column, end);
  Sums<T, Cut> sums;
  async_product(sums, load_a, load_b, begin, end);
  out.data += (place.part * groups + group) * out.rows * out.columns;
  sums.store(out, place.row, place.column);
}

// Where the numbers of the weights' gradient go: row f, column a tap.
template <class T>
struct TapTarget {
  Images<T> gradient;
  int filters, columns, channels;
  __device__ T* place(Index group, Index f, Index k) const {
    const Tap tap = Tap::of(k, columns, channels);
    return gradient.data + (group * filters + f) * gradient.n + tap.channel * gradient.channel +
           tap.y * gradient.row + tap.x * gradient.column;
  }
};

// What a call of the weights' gradient has to do.
struct WeightWork {
  Windows w;
  Index taps, size;  // columns of the product; numbers of one group
  Chosen chosen;

  template <class T>
  static WeightWork of(const KernelCall& call) {
    const Windows w = windows_of_weight(call);
    const Index taps = Index{w.taps()} * w.channels;
    const bool wide = sizeof(T) == 4 && w.filters <= 32;
    const int rows = !wide ? 64 : w.filters <= 16 ? 16 : 32;
    const Chosen chosen =
        choose({w.groups, w.filters, taps, w.outputs()}, {{rows, wide ? 128 : 64, 0.7}});
    return {w, taps, w.filters * taps, chosen};
  }
};

template <class T>
bool channels_in_packs(const Images<const T>& images, int channels) {
  return images.channel == 1 && channels % kPack<T> == 0 && aligned<T, kPack<T>>(images.data) &&
         images.n % kPack<T> == 0 && images.row % kPack<T> == 0 && images.column % kPack<T> == 0;
}

template <class T, class Cut>
void launch_weight(const Gather<T, Same>& g, const Gather<T>& images, const Plan& plan, int groups,
                   const MatrixOut<T>& out) {
  const bool a = channels_in_packs(g.images, g.channels);
  const bool b = channels_in_packs(images.images, images.channels);
  const Index tiles = tiles_along(out.rows, Cut::kRows) * tiles_along(out.columns, Cut::kColumns);
  const Index blocks = groups * plan.parts * tiles;
  const auto grid = static_cast<unsigned>(blocks);
  const cudaStream_t stream = current_stream();
  if (a && b)
    weight_kernel<T, Cut, true, true>
        <<<grid, Cut::kThreads, 0, stream>>>(g, images, plan, groups, out);
  else if (a)
    weight_kernel<T, Cut, true, false>
        <<<grid, Cut::kThreads, 0, stream>>>(g, images, plan, groups, out);
  else if (b)
    weight_kernel<T, Cut, false, true>
        <<<grid, Cut::kThreads, 0, stream>>>(g, images, plan, groups, out);
  else
    weight_kernel<T, Cut, false, false>
        <<<grid, Cut::kThreads, 0, stream>>>(g, images, plan, groups, out);
}

template <class T>
std::size_t implicit_weight_workspace(const KernelCall& call) {
  const WeightWork work = WeightWork::of<T>(call);
  return static_cast<std::size_t>(work.chosen.parts * work.w.groups * work.size) * sizeof(T);
}

template <class T>
void implicit_weight(const KernelCall& call) {
  if (call.out().numel() == 0) return;
  const WeightWork work = WeightWork::of<T>(call);
  const Windows& w = work.w;
  T* const partial = reinterpret_cast<T*>(call.workspace);
  const Plan plan{work.chosen.parts, work.chosen.depth};
  const Gather<T, Same> g{images_of<const T>(call.in(0)),
                          {},
                          {w.out[0], w.out[1]},
                          w.outputs(),
                          1,
                          w.filters,
                          w.filters};
  const Gather<T> from{images_of<const T>(call.in(1)),
                       Forward(w),
                       {w.out[0], w.out[1]},
                       w.outputs(),
                       w.kernel[1],
                       w.channels,
                       work.taps};
  const MatrixOut<T> out{partial, work.taps, 1, w.filters, work.taps, work.taps % kPack<T> == 0};
  if constexpr (sizeof(T) > 4) {
    launch_weight<T, Cut<64, 64, 32, 32, 4>>(g, from, plan, w.groups, out);
  } else {
    if (w.filters <= 16)
      launch_weight<T, Cut<16, 128, 16, 32, 4>>(g, from, plan, w.groups, out);
    else if (w.filters <= 32)
      launch_weight<T, Cut<32, 128, 32, 32, 4>>(g, from, plan, w.groups, out);
    else
      launch_weight<T, Cut<64, 64, 32, 32, 4>>(g, from, plan, w.groups, out);
  }
  add_parts(Partials<T>{partial, plan.parts, w.groups, w.filters, work.taps},
            TapTarget<T>{images_of<T>(call.out()), w.filters, w.kernel[1], w.channels},
            static_cast<const T*>(nullptr), 0);
  check_launch("conv2d_weight_gradient (implicit)");
}

template <class T>
void add_gradients() {
  Operation &input = ops::conv2d_input_gradient, &weight = ops::conv2d_weight_gradient;
  input.add_kernel({gpu, dtype_of<T>, "implicit", implicit_input<T>, implicit_input_workspace<T>});
  input.add_kernel({gpu, dtype_of<T>, "direct", input_gradient_direct<T>});
  weight.add_kernel(
      {gpu, dtype_of<T>, "implicit", implicit_weight<T>, implicit_weight_workspace<T>});
  weight.add_kernel({gpu, dtype_of<T>, "direct", weight_gradient_direct<T>});
}

}  // namespace

void register_convolution() {
  static const bool done = [] {
    register_convolution_forward();
    add_gradients<float>();
    add_gradients<double>();
    return true;
  }();
  static_cast<void>(done);
}

}  // namespace gradus::cuda
