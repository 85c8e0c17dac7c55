#pragma once
// The middle of a fast matrix product: a tile of outputs in the registers of a block's threads.
#include <gradus/common/error.h>

#include "map.cuh"
#include "products.cuh"

namespace gradus::cuda {

/// Steps of k in a tile.
inline constexpr int kDepth = 8;

/// How a block's tile of outputs is cut up: among warps, and among the lanes of a warp, which form
/// LaneRows x (32 / LaneRows). Blocks is how many such blocks a multiprocessor shall hold.
template <int Rows, int Columns, int WarpRows, int WarpColumns, int Blocks, int LaneRows = 4>
struct Cut {
  static constexpr int kRows = Rows, kColumns = Columns, kBlocks = Blocks;
  static constexpr int kWarpRows = WarpRows, kWarpColumns = WarpColumns;
  static constexpr int kLaneRows = LaneRows, kLaneColumns = 32 / LaneRows;
  static constexpr int kThreads = Rows / WarpRows * (Columns / WarpColumns) * 32;
};

/// Numbers of 16 bytes.
template <class T>
inline constexpr int kPack = 16 / static_cast<int>(sizeof(T));

/// Tiles in shared memory are [kDepth, outer]: a's rows, b's columns lie side by side. This far
/// apart are two steps of k: 16 bytes more than the tile is wide, so that 8 steps of 4 lanes lie
/// in 32 banks.
template <class T>
constexpr int padded(int outers) {
  return outers + kPack<T>;
}

/// Where results go: line(row) is where a row begins, at(column) how far from there a column is.
template <class T>
struct MatrixOut {
  T* data;
  Index row, column, rows, columns;
  bool packs;               // 16 bytes of a row can be stored at once
  const T* bias = nullptr;  // of each column, perhaps
  Index bias_stride = 0;

  __device__ T* line(Index i) const { return data + i * row; }
  __device__ Index at(Index j) const { return j * column; }
};

/// The outputs of one thread: pieces of 16 bytes, side by side with those of its neighbours.
template <class T, class Cut>
struct Sums {
  using Piece = Pack<T, kPack<T>>;
  static constexpr int kRowStep = Cut::kLaneRows * kPack<T>;
  static constexpr int kColumnStep = Cut::kLaneColumns * kPack<T>;
  static constexpr int kRowPieces = Cut::kWarpRows / kRowStep;
  static constexpr int kColumnPieces = Cut::kWarpColumns / kColumnStep;

  T total[kRowPieces * kPack<T>][kColumnPieces * kPack<T>] = {};
  int row, column;  // of the first, in the tile

  __device__ Sums() {
    constexpr int kAcross = Cut::kColumns / Cut::kWarpColumns;
    const int warp = threadIdx.x / 32, lane = threadIdx.x % 32;
    // exercise: matmul-registers/lanes
    //| Warps lie kAcross side by side, each with kWarpRows x kWarpColumns outputs. In a warp, kLaneColumns lanes lie side
    //| by side, each with pieces of kPack<T> rows and kPack<T> columns. Where does this thread's first piece begin?
    row = warp / kAcross * Cut::kWarpRows + lane / Cut::kLaneColumns * kPack<T>;
    column = warp % kAcross * Cut::kWarpColumns + lane % Cut::kLaneColumns * kPack<T>;
    // end exercise
  }

  /// Adds the products of a tile of a and one of b.
  __device__ void multiply(const T* a, const T* b) {
#pragma unroll
    for (int k = 0; k < kDepth; ++k) {
      Piece left[kRowPieces], right[kColumnPieces];
#pragma unroll
      for (int i = 0; i < kRowPieces; ++i)
        left[i] =
            *reinterpret_cast<const Piece*>(a + k * padded<T>(Cut::kRows) + row + i * kRowStep);
#pragma unroll
      for (int j = 0; j < kColumnPieces; ++j)
        right[j] = *reinterpret_cast<const Piece*>(b + k * padded<T>(Cut::kColumns) + column +
                                                   j * kColumnStep);
#pragma unroll
      for (int i = 0; i < kRowPieces * kPack<T>; ++i)
#pragma unroll
        for (int j = 0; j < kColumnPieces * kPack<T>; ++j)
          total[i][j] +=
              left[i / kPack<T>].item[i % kPack<T>] * right[j / kPack<T>].item[j % kPack<T>];
    }
  }

  /// Stores the sums of the tile that begins at [first_row, first_column].
  template <class Out>
  __device__ void store(const Out& out, Index first_row, Index first_column) const {
#pragma unroll
    for (int i = 0; i < kRowPieces * kPack<T>; ++i) {
      const Index r = first_row + row + i / kPack<T> * kRowStep + i % kPack<T>;
      if (r >= out.rows) continue;
      T* const line = out.line(r);
#pragma unroll
      for (int j = 0; j < kColumnPieces; ++j) {
        const Index c = first_column + column + j * kColumnStep;
        Piece piece;
#pragma unroll
        for (int x = 0; x < kPack<T>; ++x) {
          piece.item[x] = total[i][j * kPack<T> + x];
          if (out.bias != nullptr && c + x < out.columns)
            piece.item[x] += out.bias[(c + x) * out.bias_stride];
        }
        if (out.packs && c + kPack<T> <= out.columns) {
          *reinterpret_cast<Piece*>(line + c) = piece;
        } else {
#pragma unroll
          for (int x = 0; x < kPack<T>; ++x)
            if (c + x < out.columns) line[out.at(c + x)] = piece.item[x];
        }
      }
    }
  }
};

/// Whether each line of a matrix, `lines` of them `stride` apart, begins where 16 bytes can be
/// moved at once.
template <class T>
bool lines_in_packs(const T* data, Index lines, Index stride) {
  return aligned<T, kPack<T>>(data) && (lines <= 1 || stride % kPack<T> == 0);
}

/// The same for the matrices number `which` of a stack.
template <class T>
bool stack_in_packs(const Products<T>& p, int which) {
  for (int axis = 0; axis < p.axes; ++axis)
    if (p.stride[which][axis] % kPack<T> != 0) return false;
  return true;
}

/// Where product c goes.
template <class T>
MatrixOut<T> out_of(const Products<T>& p) {
  const bool packs =
      p.column[2] == 1 && lines_in_packs(p.first.c, p.m, p.row[2]) && stack_in_packs(p, 2);
  return {p.first.c, p.row[2], p.column[2], p.m, p.n, packs};
}

}  // namespace gradus::cuda
