// A transpose reads along columns and writes along rows. One of the two cannot be coalesced, unless
// shared memory lies in between.
#include <gradus/common/error.h>
#include <gradus/gpu/check.h>
#include <gradus/gpu/device.h>
#include <gradus/gpu/launch.h>
#include <gradus/gpu/transpose.h>

#include <algorithm>

namespace gradus::cuda {
namespace {

// A tile is a square of kTile x kTile elements; kLines rows of threads go over it.
constexpr int kTile = 32, kLines = 8;

template <class T>
__global__ void transpose_elements(const T* in, T* out, Transpose t) {
  const Index row = Index{blockIdx.y} * blockDim.y + threadIdx.y;
  const Index column = Index{blockIdx.x} * blockDim.x + threadIdx.x;
  if (row >= t.rows || column >= t.columns) return;
  for (Index b = blockIdx.z; b < t.batch; b += gridDim.z)
    out[b * t.out_batch + row * t.out_row + column] =
        in[b * t.in_batch + row + column * t.in_column];
}

// Where an element of the tile lies.
__device__ int place(int row, int column) {
  // exercise: coalescing/place
  //| Row by row. A whole warp will go through a column of the tile at once: 32 lanes, 32 banks, and words that are 32
  //| apart share one. How long has a row to be? There is room for kTile + 1 elements in each.
  return row * (kTile + 1) + column;
  // end exercise
}

// [transpose]
template <class T>
__global__ void transpose_tiles(const T* in, T* out, Transpose t) {
  __shared__ T tile[kTile * (kTile + 1)];
  const Index first_row = Index{blockIdx.y} * kTile, first_column = Index{blockIdx.x} * kTile;
  const int lane = threadIdx.x;
  for (Index b = blockIdx.z; b < t.batch; b += gridDim.z) {
    for (int line = threadIdx.y; line < kTile; line += kLines) {
      // exercise: coalescing/load
      //| `lane` and `line` run over the tile. Let neighbouring lanes read neighbours in memory: which of the two is the
      //| row, which the column? Mind the matrix's border.
      const Index row = first_row + lane, column = first_column + line;
      if (row < t.rows && column < t.columns)
        tile[place(lane, line)] = in[b * t.in_batch + row + column * t.in_column];
      // end exercise
    }
    // exercise: coalescing/barrier
    //| A thread is about to read what others have written.
    __syncthreads();
    // end exercise
    for (int line = threadIdx.y; line < kTile; line += kLines) {
      // exercise: coalescing/store
      //| The same for writing: now the other of the two has to be the row.
      const Index row = first_row + line, column = first_column + lane;
      if (row < t.rows && column < t.columns)
        out[b * t.out_batch + row * t.out_row + column] = tile[place(line, lane)];
      // end exercise
    }
    __syncthreads();  // before the next matrix fills the tile
  }
}
// [transpose]

}  // namespace

template <class T>
void transpose(const T* in, T* out, const Transpose& t, TransposeBy how) {
  if (t.batch == 0 || t.rows == 0 || t.columns == 0) return;
  const dim3 block(kTile, kLines);
  const int rows = how == TransposeBy::kTiles ? kTile : kLines;
  const dim3 grid(blocks_for(t.columns, kTile, 1 << 30), blocks_for(t.rows, rows, 65535),
                  static_cast<unsigned>(std::min<Index>(t.batch, 65535)));
  if (how == TransposeBy::kTiles)
    transpose_tiles<<<grid, block, 0, current_stream()>>>(in, out, t);
  else
    transpose_elements<<<grid, block, 0, current_stream()>>>(in, out, t);
  check_launch("transpose");
}

template void transpose(const float*, float*, const Transpose&, TransposeBy);
template void transpose(const double*, double*, const Transpose&, TransposeBy);
template void transpose(const std::int64_t*, std::int64_t*, const Transpose&, TransposeBy);
template void transpose(const std::uint8_t*, std::uint8_t*, const Transpose&, TransposeBy);
template void transpose(const bool*, bool*, const Transpose&, TransposeBy);

}  // namespace gradus::cuda
