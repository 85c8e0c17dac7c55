// Random numbers where they are needed: each thread computes its own from a counter.
#include <gradus/common/error.h>
#include <gradus/gpu/check.h>
#include <gradus/gpu/device.h>
#include <gradus/gpu/launch.h>
#include <gradus/gpu/random.h>
#include <gradus/layers/dropout.h>
#include <gradus/layers/mask_formula.h>

#include <array>

namespace gradus::cuda {
namespace {

/// The 128 bits that one counter gives.
using Words = std::array<std::uint32_t, 4>;

struct Bits {
  using Number = std::int64_t;
  static constexpr int kNumbers = 4;
  __device__ void operator()(const Words& words, std::int64_t* number) const {
    for (int k = 0; k < 4; ++k) number[k] = words[k];
  }
};

template <class T>
struct Uniform {
  using Number = T;
  static constexpr int kNumbers = sizeof(Words) / sizeof(T);
  __device__ void operator()(const Words& words, T* number) const {
    // exercise: random-numbers/uniform
    //| Four words make four floats, by to_uniform(word), or two doubles, by to_uniform64(low, high) from neighbours.
    if constexpr (kNumbers == 4) {
      for (int k = 0; k < 4; ++k) number[k] = to_uniform(words[k]);
    } else {
      for (int k = 0; k < 2; ++k) number[k] = to_uniform64(words[2 * k], words[2 * k + 1]);
    }
    // end exercise
  }
};

template <class T>
struct Normal {
  using Number = T;
  static constexpr int kNumbers = 2;
  __device__ void operator()(const Words& words, T* number) const {
    // exercise: random-numbers/normal
    //| Two uniform doubles, one from words 0 and 1, one from words 2 and 3. box_muller(u, v) makes two normal ones of
    //| them; its u may be 1 but not 0, of which there is no logarithm, and a uniform number is in [0, 1).
    const double u = 1 - to_uniform64(words[0], words[1]);
    const double v = to_uniform64(words[2], words[3]);
    const std::array<double, 2> pair = box_muller(u, v);
    number[0] = static_cast<T>(pair[0]);
    number[1] = static_cast<T>(pair[1]);
    // end exercise
  }
};

// [draw]
template <class Make>
__global__ void draw(RandomStream stream, Make make, Index count, typename Make::Number* out) {
  constexpr int N = Make::kNumbers;
  const Index first = Index{blockIdx.x} * blockDim.x + threadIdx.x;
  const Index step = Index{gridDim.x} * blockDim.x;
  typename Make::Number number[N];
  // exercise: random-numbers/draw
  //| Counter b of the stream, stream.block(b), gives the elements N b to N b + N - 1: make(words, number) writes them into
  //| `number`. This thread begins with counter `first` and goes on by `step`. The last counter may give more than there
  //| is room for.
  for (Index b = first; b * N < count; b += step) {
    make(stream.block(b), number);
    for (int k = 0; k < N && b * N + k < count; ++k) out[b * N + k] = number[k];
  }
  // end exercise
}
// [draw]

template <class T>
__global__ void dropout_mask(RandomStream stream, const std::int64_t* step_number, float p,
                             Index count, T* mask) {
  const Index first = Index{blockIdx.x} * blockDim.x + threadIdx.x;
  const Index step = Index{gridDim.x} * blockDim.x;
  // exercise: random-numbers/mask
  //| As above, four elements a counter: formulas::mask_element<T>(word, p) makes one of each word. The numbers are those
  //| of a step of the stream, stream.with_step(number of 32 bits), and which step it is stands in device memory.
  const RandomStream now = stream.with_step(static_cast<std::uint32_t>(*step_number));
  for (Index b = first; b * 4 < count; b += step) {
    const Words words = now.block(b);
    for (int k = 0; k < 4 && b * 4 + k < count; ++k)
      mask[b * 4 + k] = formulas::mask_element<T>(words[k], p);
  }
  // end exercise
}

template <class Make>
Tensor drawn(const char* name, const Shape& shape, const RandomStream& stream) {
  using Number = typename Make::Number;
  const Array array = Array::empty(shape, dtype_of<Number>, gpu);
  const Index count = array.numel();
  draw<<<blocks_for((count + Make::kNumbers - 1) / Make::kNumbers), kThreads, 0,
         current_stream()>>>(stream, Make{}, count, array.data<Number>());
  check_launch(name);
  return Tensor(array);
}

template <class T>
void dropout_mask_kernel(const KernelCall& call) {
  const auto& settings = call.attributes.as<DropoutAttributes>();
  const Index count = call.out().numel();
  dropout_mask<<<blocks_for((count + 3) / 4), kThreads, 0, current_stream()>>>(
      settings.stream, call.in(1).data<std::int64_t>(), static_cast<float>(settings.p), count,
      call.out().data<T>());
  check_launch("dropout_mask");
}

}  // namespace

Tensor rand(const Shape& shape, const RandomStream& stream, DType dtype) {
  if (dtype == float64) return drawn<Uniform<double>>("rand", shape, stream);
  if (dtype == float32) return drawn<Uniform<float>>("rand", shape, stream);
  fail("rand: makes floating-point numbers, not ", dtype);
}

Tensor randn(const Shape& shape, const RandomStream& stream, DType dtype) {
  if (dtype == float64) return drawn<Normal<double>>("randn", shape, stream);
  if (dtype == float32) return drawn<Normal<float>>("randn", shape, stream);
  fail("randn: makes floating-point numbers, not ", dtype);
}

Tensor random_bits(const Shape& shape, const RandomStream& stream) {
  return drawn<Bits>("random_bits", shape, stream);
}

void register_random() {
  static const bool done = [] {
    ops::dropout_mask.add_kernel({gpu, float32, "philox", dropout_mask_kernel<float>});
    ops::dropout_mask.add_kernel({gpu, float64, "philox", dropout_mask_kernel<double>});
    return true;
  }();
  static_cast<void>(done);
}

}  // namespace gradus::cuda
