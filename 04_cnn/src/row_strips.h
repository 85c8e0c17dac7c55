#pragma once
#include <gradus/common/threads.h>
#include <gradus/tensor_autograd/array.h>

#include <algorithm>

namespace gradus {

// A matrix is gone through in slices of neighbouring rows, one after the other in memory. Sums are
// formed in each slice in the dtype of the numbers, and over the slices in double; the slices
// depend on the sizes alone, so the result does not on the number of threads.
struct Slices {
  Index rows, columns;
  Index height;  // rows a slice
  Index count;

  Slices(Index all_rows, Index all_columns)
      : rows(all_rows),
        columns(all_columns),
        height(std::max<Index>(1, 16384 / std::max<Index>(columns, 1))),
        count((rows + height - 1) / height) {}
  template <class Body>
  void for_each(const Body& body) const {
    parallel_for(0, count, 1, [&](Index begin, Index end) {
      for (Index slice = begin; slice < end; ++slice)
        body(slice, slice * height, std::min(rows, (slice + 1) * height));
    });
  }
};

// Columns are few in images (16, 32, ...), rows many: so several rows are done as one strip of
// kStrip numbers, whose loop has a length that the compiler knows. Tables of numbers for each
// column are repeated to fill a strip.
inline constexpr Index kStrip = 128;

constexpr bool fits_strip(Index columns) { return columns > 0 && kStrip % columns == 0; }
constexpr Index table_size(Index columns) { return std::max(columns, kStrip); }

// Calls body(place in memory, place in a table) for every number of some rows, which must not
// depend on what it did for others: compilers, who cannot know which arrays overlap, are told so,
// and make vectors of it.
template <class Body>
void for_each_number(Index begin, Index end, Index columns, const Body& body) {
  Index at = begin * columns;
  const Index last = end * columns;
  if (fits_strip(columns))
    for (; at + kStrip <= last; at += kStrip)
#ifdef __clang__
#pragma clang loop vectorize(assume_safety)
#else
#pragma GCC ivdep
#endif
      for (Index j = 0; j < kStrip; ++j) body(at + j, j);
  for (; at < last; at += columns)
    for (Index c = 0; c < columns; ++c) body(at + c, c);
}

// Adds up two terms for each column over some rows: terms(at, j) gives both, `sums` has two tables.
template <class T, class Terms>
void add_columns(Index begin, Index end, Index columns, const Terms& terms, T* sums) {
  const Index size = table_size(columns);
  std::fill(sums, sums + 2 * size, T(0));
  if (fits_strip(columns)) {
    T first[kStrip] = {}, second[kStrip] = {};
    for_each_number(begin, end, columns, [&](Index at, Index j) {
      const auto [a, b] = terms(at, j);
      first[j] += a;
      second[j] += b;
    });
    for (Index j = 0; j < kStrip; ++j) {
      sums[j % columns] += first[j];
      sums[size + j % columns] += second[j];
    }
  } else {
    for_each_number(begin, end, columns, [&](Index at, Index c) {
      const auto [a, b] = terms(at, c);
      sums[c] += a;
      sums[size + c] += b;
    });
  }
}

// Repeats a table's first `columns` numbers.
template <class T>
void repeat(T* table, Index columns) {
  for (Index j = columns; fits_strip(columns) && j < kStrip; ++j) table[j] = table[j - columns];
}

// The scratch memory: tables, and the sums of each slice.
template <class T>
struct Scratch {
  static constexpr int kTables = 6;
  Slices slices;
  Index table;
  T* memory;

  Scratch(const Array& x, std::byte* workspace)
      : slices(x.shape()[0], x.shape()[1]),
        table(table_size(slices.columns)),
        memory(reinterpret_cast<T*>(workspace)) {}
  T* at(int i) const { return memory + i * table; }
  T* sums(Index slice) const { return memory + (kTables + 2 * slice) * table; }
  std::size_t bytes() const {
    return static_cast<std::size_t>((kTables + 2 * slices.count) * table) * sizeof(T);
  }
  // The sum over all slices of column c; which = 0 or 1.
  double total(Index c, int which) const {
    double result = 0;
    for (Index slice = 0; slice < slices.count; ++slice)
      result += static_cast<double>(sums(slice)[which * table + c]);
    return result;
  }
};

}  // namespace gradus
