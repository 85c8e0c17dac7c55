// The matrix product by blocks: each number is loaded from far away once and used many times from
// near by.
//
// 1. Registers. A tile of kRows x kColumns results is kept in vector registers while k runs through
// a block; each step
//    loads kVectors vectors of b and kRows numbers of a, and does kRows * kVectors multiply-adds
//    with them.
// 2. Caches. b is first copied ("packed") into panels of kColumns columns in the order in which
// tiles read it, a into
//    strips of kRows rows, so that the inner loop reads both without jumps, whatever the strides
//    were.
// 3. Threads. The result is cut into rectangles of tiles, one a thread. A tile is computed in one
// order, so the bits do not depend on how many.
//
// The scheme is that of Goto and van de Geijn, "Anatomy of high-performance matrix multiplication",
// ACM TOMS 34 (2008).
#include "matmul.h"

#include <gradus/common/threads.h>
#include <gradus/tensor_autograd/matrix_product.h>
#include <gradus/tensor_autograd/vector_tile.h>

#include <algorithm>
#include <bit>
#include <cstring>

namespace gradus {
namespace {

// How a block of the product is cut.
template <class T>
constexpr Index kDepth = 2048 /
                         sizeof(T);   // k values a block: a panel of b stays in the L1/L2 cache
constexpr Index kStrip = 18 * kRows;  // rows a block of a: stays in the L2 cache

// A block of a as the inner loop reads it: element [i, k] at i * row + k * column.
template <class T>
struct Strip {
  const T* data;
  Index row, column;
};

// Where the results of a tile go.
template <class T>
struct Results {
  T* data;
  Index row, column;  // strides
  Index columns;      // how many columns of the tile exist
  bool add;           // add to what stands there
};

// c (+)= a b for one tile of ROWS rows and VECTORS vectors; b is a packed panel.
template <class T, int ROWS, int VECTORS>
void tile_product(Strip<T> a, const T* b, Index depth, const Results<T>& c) {
  using Vector = typename Tile<T>::Vector;
  using Loose = typename Tile<T>::Loose;
  constexpr Index kWidth = Tile<T>::kWidth;
  Vector total[ROWS][VECTORS] = {};
  for (Index k = 0; k < depth; ++k) {
    Vector right[VECTORS];
    for (int v = 0; v < VECTORS; ++v) right[v] = *reinterpret_cast<const Vector*>(b + v * kWidth);
    for (int i = 0; i < ROWS; ++i)
      for (int v = 0; v < VECTORS; ++v) total[i][v] += a.data[i * a.row] * right[v];
    a.data += a.column;
    b += Tile<T>::kColumns;
  }
  for (int i = 0; i < ROWS; ++i) {
    T* row = c.data + i * c.row;
    if (c.columns == VECTORS * kWidth && c.column == 1) {
      for (int v = 0; v < VECTORS; ++v) {
        auto* to = reinterpret_cast<Loose*>(row + v * kWidth);
        *to = c.add ? *to + total[i][v] : total[i][v];
      }
    } else {
      const T* from = reinterpret_cast<const T*>(total[i]);
      for (Index j = 0; j < c.columns; ++j)
        row[j * c.column] = from[j] + (c.add ? row[j * c.column] : T(0));
    }
  }
}

// The same for numbers of rows and columns known only at run time.
template <class T, int ROWS = kRows>
void tile_product(Index rows, Strip<T> a, const T* b, Index depth, const Results<T>& c) {
  if constexpr (ROWS > 0) {
    if (rows < ROWS) return tile_product<T, ROWS - 1>(rows, a, b, depth, c);
    if (c.columns <= Tile<T>::kWidth) return tile_product<T, ROWS, 1>(a, b, depth, c);
    return tile_product<T, ROWS, kVectors>(a, b, depth, c);
  }
}

// Copies columns [0, columns) of a block of b into a panel: row after row, kColumns numbers each,
// the rest 0.
template <class T>
void pack_panel(const T* b, Index row, Index column, Index depth, Index columns, T* panel) {
  constexpr Index kColumns = Tile<T>::kColumns;
  if (column == 1) {
    for (Index k = 0; k < depth; ++k) {
      T* to = panel + k * kColumns;
      const T* from = b + k * row;
      if (columns == kColumns) {
        for (Index j = 0; j < kColumns; ++j) to[j] = from[j];
      } else {
        for (Index j = 0; j < columns; ++j) to[j] = from[j];
        for (Index j = columns; j < kColumns; ++j) to[j] = T(0);
      }
    }
    return;
  }
  // Columns lie apart: go through squares, so that both the reads and the writes of a square stay
  // in the L1 cache.
  constexpr Index kSquare = 16;
  for (Index k0 = 0; k0 < depth; k0 += kSquare) {
    const Index k1 = std::min(depth, k0 + kSquare);
    for (Index j = 0; j < kColumns; ++j) {
      const T* from = b + j * column;
      for (Index k = k0; k < k1; ++k) panel[k * kColumns + j] = j < columns ? from[k * row] : T(0);
    }
  }
}

// Copies a block of a so that strips of kRows rows are read without jumps: rows stay rows where k
// is the near index in a, columns stay columns where i is.
template <class T>
Strip<T> pack_strip(const T* a, Index row, Index column, Index rows, Index depth, T* to) {
  if (row == 1) {
    for (Index k = 0; k < depth; ++k)
      std::memcpy(to + k * kRows, a + k * column, sizeof(T) * static_cast<std::size_t>(rows));
    return {to, 1, kRows};
  }
  for (Index i = 0; i < rows; ++i) {
    T* line = to + i * depth;
    const T* from = a + i * row;
    if (column == 1) {
      std::memcpy(line, from, sizeof(T) * static_cast<std::size_t>(depth));
    } else {
      for (Index k = 0; k < depth; ++k) line[k] = from[k * column];
    }
  }
  return {to, depth, 1};
}

constexpr Index ceil_div(Index a, Index b) { return (a + b - 1) / b; }

// A range of strips or panels.
struct Range {
  Index begin, end;
  Index size() const { return end - begin; }
};

// Part `i` of about equal parts of [0, count).
Range part_of(Index count, Index parts, Index i) {
  return {count * i / parts, count * (i + 1) / parts};
}

// How one product is cut up: in blocks along k, and among threads in a grid of rectangles of c.
// Each thread packs all that its rectangle needs into memory of its own. To share packed panels
// would save copies, but a store to a cache line that another core has read must first take it
// back, which is far slower than the copy (measured: 300 us instead of 70 us for 800 kB of panels).
template <class T>
struct Plan {
  Index depth;                                // k values a block, about equal blocks
  Index panels, strips;                       // panels of b; strips of kRows rows of a
  Index thread_rows = 1, thread_columns = 1;  // the grid

  explicit Plan(const MatrixProduct& size) {
    const Index count = std::max<Index>(1, ceil_div(size.k, kDepth<T>));
    depth = ceil_div(size.k, count);
    panels = ceil_div(size.n, Tile<T>::kColumns);
    strips = ceil_div(size.m, kRows);
    constexpr Index kWorth = 100'000;  // multiplications that take longer than waking a thread
    const Index threads = std::clamp<Index>(size.m * size.n * size.k / kWorth, 1, num_threads());
    Index least = -1;
    for (Index rows = 1; rows <= std::min(threads, strips); ++rows) {
      const Index columns = std::min(threads / rows, panels);
      if (columns < 1) continue;
      const Index now = cost(size, rows, columns);
      if (least >= 0 && now >= least) continue;
      least = now;
      thread_rows = rows;
      thread_columns = columns;
    }
  }
  // What the busiest thread of a grid does, in multiply-adds. A copied number counts as 16 of them;
  // one that lies where several threads read or write, as 32 for all of them together.
  Index cost(const MatrixProduct& size, Index rows, Index columns) const {
    const Index m = ceil_div(strips, rows) * kRows;
    const Index n = ceil_div(panels, columns) * Tile<T>::kColumns;
    const Index shared =
        (rows > 1 ? size.n * size.k : 0) + (columns > 1 ? size.m * size.k + size.m * size.n : 0);
    return (m * n + 16 * (m + n)) * size.k + 32 * shared / (rows * columns);
  }
  Index threads() const { return thread_rows * thread_columns; }
  Index panel_size() const { return depth * Tile<T>::kColumns; }
  Index strip_size() const { return depth * kRows; }
  Index strip_block() const { return std::min(ceil_div(strips, thread_rows), kStrip / kRows); }
  // Memory that a thread packs into, in numbers: its panels, then a block of its strips. A power of
  // two, so that in most products the same thread gets the same cache lines.
  Index scratch() const {
    const Index all =
        ceil_div(panels, thread_columns) * panel_size() + strip_block() * strip_size();
    return static_cast<Index>(
        std::bit_ceil(static_cast<std::size_t>(std::max(all, Tile<T>::kWidth))));
  }
};

// The tiles of c in some strips and panels.
template <class T>
void rectangle(const MatrixProduct& size, const Plan<T>& plan, const T* a, const T* b, T* c,
               Range strips, Range panels, T* packed_b) {
  constexpr Index kColumns = Tile<T>::kColumns;
  T* const packed_a = packed_b + panels.size() * plan.panel_size();
  for (Index k0 = 0; k0 < size.k; k0 += plan.depth) {
    const Index depth = std::min(plan.depth, size.k - k0);
    for (Index panel = panels.begin; panel < panels.end; ++panel)
      pack_panel(b + k0 * size.row_stride[1] + panel * kColumns * size.column_stride[1],
                 size.row_stride[1], size.column_stride[1], depth,
                 std::min(kColumns, size.n - panel * kColumns),
                 packed_b + (panel - panels.begin) * plan.panel_size());
    for (Index first = strips.begin; first < strips.end; first += plan.strip_block()) {
      const Index last = std::min(strips.end, first + plan.strip_block());
      Strip<T> layout{};
      for (Index strip = first; strip < last; ++strip)
        layout = pack_strip(a + strip * kRows * size.row_stride[0] + k0 * size.column_stride[0],
                            size.row_stride[0], size.column_stride[0],
                            std::min<Index>(kRows, size.m - strip * kRows), depth,
                            packed_a + (strip - first) * plan.strip_size());
      for (Index panel = panels.begin; panel < panels.end; ++panel) {
        for (Index strip = first; strip < last; ++strip) {
          const Index i = strip * kRows, j = panel * kColumns;
          const Strip<T> rows{packed_a + (strip - first) * plan.strip_size(), layout.row,
                              layout.column};
          const Results<T> results{c + i * size.row_stride[2] + j * size.column_stride[2],
                                   size.row_stride[2], size.column_stride[2],
                                   std::min(kColumns, size.n - j), size.add || k0 > 0};
          tile_product<T>(std::min<Index>(kRows, size.m - i), rows,
                          packed_b + (panel - panels.begin) * plan.panel_size(), depth, results);
        }
      }
    }
  }
}

// A result whose columns have no gaps is the transposed one's rows: c^T = b^T a^T.
MatrixProduct by_rows(MatrixProduct size) {
  if (!size.transposed()) return size;
  std::swap(size.m, size.n);
  for (int i = 0; i < 3; ++i) std::swap(size.row_stride[i], size.column_stride[i]);
  std::swap(size.row_stride[0], size.row_stride[1]);
  std::swap(size.column_stride[0], size.column_stride[1]);
  return size;
}

}  // namespace

template <class T>
Index matrix_product_workspace(const MatrixProduct& size) {
  const Plan<T> plan(by_rows(size));
  return plan.threads() * plan.scratch();
}

template <class T>
void matrix_product(const MatrixProduct& given, const T* a, const T* b, T* c, T* workspace) {
  const MatrixProduct size = by_rows(given);
  if (given.transposed()) std::swap(a, b);
  if (size.k == 0 && !size.add)
    for (Index i = 0; i < size.m; ++i)
      for (Index j = 0; j < size.n; ++j)
        c[i * size.row_stride[2] + j * size.column_stride[2]] = T(0);
  const Plan<T> plan(size);
  parallel_for(0, plan.threads(), 1, [&](Index begin, Index end) {
    for (Index thread = begin; thread < end; ++thread)
      rectangle(size, plan, a, b, c,
                part_of(plan.strips, plan.thread_rows, thread / plan.thread_columns),
                part_of(plan.panels, plan.thread_columns, thread % plan.thread_columns),
                workspace + thread * plan.scratch());
  });
}

template <class T>
std::size_t matmul_blocked_workspace(const KernelCall& call) {
  return static_cast<std::size_t>(matrix_product_workspace<T>(matrices_of(call))) * sizeof(T);
}

template <class T>
void matmul_blocked(const KernelCall& call) {
  const Matrices size = matrices_of(call);
  for (Index matrix = 0; matrix < numel(size.batch); ++matrix) {
    const Dims at = unravel(matrix, size.batch);
    matrix_product(size, call.in(0).data<T>() + offset_of(at, size.batch_strides[0]),
                   call.in(1).data<T>() + offset_of(at, size.batch_strides[1]),
                   call.out().data<T>() + offset_of(at, size.batch_strides[2]),
                   reinterpret_cast<T*>(call.workspace));
  }
}

template Index matrix_product_workspace<float>(const MatrixProduct&);
template Index matrix_product_workspace<double>(const MatrixProduct&);
template void matrix_product(const MatrixProduct&, const float*, const float*, float*, float*);
template void matrix_product(const MatrixProduct&, const double*, const double*, double*, double*);
template void matmul_blocked<float>(const KernelCall&);
template void matmul_blocked<double>(const KernelCall&);
template std::size_t matmul_blocked_workspace<float>(const KernelCall&);
template std::size_t matmul_blocked_workspace<double>(const KernelCall&);

}  // namespace gradus
