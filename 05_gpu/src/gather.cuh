#pragma once
// Tiles for the asynchronous product that are gathered from images.
#include "async_product.cuh"
#include "windows.cuh"

namespace gradus::cuda {

/// How the windows of a convolution move.
struct Moves {
  int stride[2], padding[2], dilation[2];

  explicit Moves(const Windows& w)
      : stride{w.stride[0], w.stride[1]},
        padding{w.padding[0], w.padding[1]},
        dilation{w.dilation[0], w.dilation[1]} {}
};

/// Which pixel a tap lies on for a given output.
struct Forward : Moves {
  using Moves::Moves;
  /// From row (axis 0) or column (axis 1) `at`, with position `tap` of the window. False where
  /// there is none; 0 <= result < size otherwise.
  __device__ bool go(int axis, int at, int tap, int size, int& result) const {
    result = at * stride[axis] + tap * dilation[axis] - padding[axis];
    return result >= 0 && result < size;
  }
};

/// Where the tap does not matter: each output has a place of its own.
struct Same {
  __device__ bool go(int, int at, int, int, int& result) const {
    result = at;
    return true;
  }
};

/// What is gathered: pixel (n, row, column) and tap (y, x, channel) -> a number of `images`.
template <class T, class Reach = Forward>
struct Gather {
  Images<const T> images;
  Reach reach;
  int size[2];            // of the images whose pixels are numbered,
  Index pixels;           // all of them
  int columns, channels;  // kernel columns, and channels, in the order of the taps
  Index taps;             // all of them, channels included

  /// Where that is; nullptr for a zero.
  __device__ const T* place(const Pixel& pixel, const Tap& tap) const {
    int row = 0, column = 0;
    if (!reach.go(0, pixel.row, tap.y, images.rows, row) ||
        !reach.go(1, pixel.column, tap.x, images.columns, column))
      return nullptr;
    return images.data + pixel.n * images.n + row * images.row + column * images.column +
           tap.channel * images.channel;
  }
};

/// Copies `Run` neighbouring numbers, `channel` apart in memory, to places `step` apart in shared
/// memory; zeros where there is no source.
template <class T, int Run>
__device__ void copy_run(T* to, int step, const T* from, Index channel) {
#pragma unroll
  for (int i = 0; i < Run; ++i) {
    if (from != nullptr)
      __pipeline_memcpy_async(to + i * step, from + i * channel, sizeof(T));
    else
      to[i * step] = T(0);
  }
}

/// Tiles [taps, pixels]: outer are pixels, inner are taps. Each thread copies runs of Run channels
/// of one tap, so that a place is worked out once for all of them.
template <class T, class Reach, int Run, int Outers, int Threads>
class PixelLoader {
 public:
  __device__ PixelLoader(const Gather<T, Reach>& gather, Index first)
      : gather_(gather), outer_(threadIdx.x / kRuns), inner_(threadIdx.x % kRuns * Run) {
#pragma unroll
    for (int i = 0; i < kRounds; ++i) {
      const Index pixel = first + outer_ + i * kStep;
      pixels_[i] = pixel < gather.pixels ? pixel_of(pixel, gather.size) : Pixel{-1, 0, 0};
    }
  }

  __device__ bool whole() const { return false; }

  template <bool Whole>
  __device__ void copy(T* tile, Index k) {
    const bool inside = k + inner_ < gather_.taps;
    const Tap tap = inside ? Tap::of(k + inner_, gather_.columns, gather_.channels) : Tap{0, 0, 0};
#pragma unroll
    for (int i = 0; i < kRounds; ++i) {
      if (Outers % kStep != 0 && outer_ + i * kStep >= Outers) continue;
      const T* from = inside && pixels_[i].n >= 0 ? gather_.place(pixels_[i], tap) : nullptr;
      copy_run<T, Run>(tile + inner_ * padded<T>(Outers) + outer_ + i * kStep, padded<T>(Outers),
                       from, gather_.images.channel);
    }
  }

 private:
  static constexpr int kRuns = kDepth / Run, kStep = Threads / kRuns;
  static constexpr int kRounds = (Outers + kStep - 1) / kStep;
  const Gather<T, Reach>& gather_;
  int outer_, inner_;
  Pixel pixels_[kRounds];
};

/// Tiles [pixels, taps]: outer are taps, inner are pixels. Packs: 16 bytes of channels at once.
template <class T, class Reach, bool Packs, int Outers, int Threads>
class TapLoader {
 public:
  /// For the taps from `first` on, and the pixels before `end`.
  __device__ TapLoader(const Gather<T, Reach>& gather, Index first, Index end)
      : gather_(gather),
        end_(end),
        outer_(threadIdx.x % kAlong * kSize),
        inner_(threadIdx.x / kAlong) {
    inside_ = first + outer_ < gather.taps;
    tap_ = inside_ ? Tap::of(first + outer_, gather.columns, gather.channels) : Tap{0, 0, 0};
  }

  __device__ bool whole() const { return false; }

  template <bool Whole>
  __device__ void copy(T* tile, Index k) {
    using Piece = Pack<T, kSize>;
#pragma unroll
    for (int i = 0; i < kDepth; i += kStep) {
      if (kDepth % kStep != 0 && inner_ + i >= kDepth) continue;
      const Index pixel = k + inner_ + i;
      T* const to = tile + (inner_ + i) * padded<T>(Outers) + outer_;
      const T* from =
          inside_ && pixel < end_ ? gather_.place(pixel_of(pixel, gather_.size), tap_) : nullptr;
      if (from != nullptr)
        __pipeline_memcpy_async(to, from, sizeof(Piece));
      else
        *reinterpret_cast<Piece*>(to) = Piece{};
    }
  }

 private:
  static constexpr int kSize = Packs ? kPack<T> : 1, kAlong = Outers / kSize;
  static constexpr int kStep = Threads / kAlong;
  static_assert(Threads % kAlong == 0);
  const Gather<T, Reach>& gather_;
  Index end_;
  int outer_, inner_;
  bool inside_;
  Tap tap_;
};

}  // namespace gradus::cuda
