#pragma once
// Pooling: a thread an output; for the gradients a thread a pixel, which collects from its windows.
#include <gradus/common/error.h>

#include "pool_walk.cuh"

namespace gradus::cuda {

// The place of a window that wins: the first of the largest numbers, and NaN is larger than all.
// [winner]
template <class T>
__device__ Place winner(const Planes<const T>& x, Place place, const PoolWindow& rows,
                        const PoolWindow& columns) {
  place.row = rows.begin;
  place.column = columns.begin;
  // exercise: pooling-kernels/winner
  //| Go through the window row after row, places rows.begin to rows.end - 1 and likewise columns; x.at(place, row, column)
  //| is the pixel there. Leave in `place` the row and the column of the one that wins.
  T best = x.at(place, place.row, place.column);
  for (Index row = rows.begin; row < rows.end; ++row)
    for (Index column = columns.begin; column < columns.end; ++column) {
      const T pixel = x.at(place, row, column);
      if (!(pixel > best) && !(pixel != pixel && best == best)) continue;
      best = pixel;
      place.row = row;
      place.column = column;
    }
  // end exercise
  return place;
}
// [winner]

template <class T>
__global__ void max_pick(PoolAttributes settings, Planes<const T> values, Planes<const T> x,
                         Planes<T> out, Index count) {
  const Index step = Index{gridDim.x} * blockDim.x;
  for (Index i = Index{blockIdx.x} * blockDim.x + threadIdx.x; i < count; i += step) {
    const Place to = out.place(i);
    const PoolWindow rows = pool_window(settings, 0, to.row, x.size[2]),
                     columns = pool_window(settings, 1, to.column, x.size[3]);
    const Place from = winner(x, to, rows, columns);
    out.at(to, to.row, to.column) = values.at(from, from.row, from.column);
  }
}

template <class T>
__global__ void max_place(PoolAttributes settings, Planes<const T> upstream, Planes<const T> x,
                          Planes<T> out, Index count) {
  const Index step = Index{gridDim.x} * blockDim.x;
  for (Index i = Index{blockIdx.x} * blockDim.x + threadIdx.x; i < count; i += step) {
    const Place to = out.place(i);
    const Outputs1d above = windows_with(settings, 0, to.row, x.size[2], upstream.size[2]),
                    beside = windows_with(settings, 1, to.column, x.size[3], upstream.size[3]);
    T sum = 0;
    for (Index row = above.first; row < above.end; ++row)
      for (Index column = beside.first; column < beside.end; ++column) {
        // exercise: pooling-kernels/collect
        //| The window of output (row, column) holds the pixel `to`. If that one wins in it, its upstream gradient,
        //| upstream.at(to, row, column), counts. pool_window(settings, axis, output, size) and winner() tell.
        const Place from = winner(x, to, pool_window(settings, 0, row, x.size[2]),
                                  pool_window(settings, 1, column, x.size[3]));
        if (from.row == to.row && from.column == to.column) sum += upstream.at(to, row, column);
        // end exercise
      }
    out.at(to, to.row, to.column) = sum;
  }
}

template <class T>
__global__ void average(PoolAttributes settings, Planes<const T> x, Planes<T> out, Index count) {
  const Index step = Index{gridDim.x} * blockDim.x;
  for (Index i = Index{blockIdx.x} * blockDim.x + threadIdx.x; i < count; i += step) {
    const Place to = out.place(i);
    const PoolWindow rows = pool_window(settings, 0, to.row, x.size[2]),
                     columns = pool_window(settings, 1, to.column, x.size[3]);
    T mean = 0;
    // exercise: pooling-kernels/average
    //| The sum of the window's pixels, divided by the product of the two divisors.
    for (Index row = rows.begin; row < rows.end; ++row)
      for (Index column = columns.begin; column < columns.end; ++column)
        mean += x.at(to, row, column);
    mean /= static_cast<T>(rows.divisor * columns.divisor);
    // end exercise
    out.at(to, to.row, to.column) = mean;
  }
}

template <class T>
__global__ void spread(PoolAttributes settings, Planes<const T> upstream, Planes<T> out,
                       Index count) {
  const Index step = Index{gridDim.x} * blockDim.x;
  for (Index i = Index{blockIdx.x} * blockDim.x + threadIdx.x; i < count; i += step) {
    const Place to = out.place(i);
    const Outputs1d above = windows_with(settings, 0, to.row, out.size[2], upstream.size[2]),
                    beside = windows_with(settings, 1, to.column, out.size[3], upstream.size[3]);
    T sum = 0;
    for (Index row = above.first; row < above.end; ++row) {
      const Index rows = pool_window(settings, 0, row, out.size[2]).divisor;
      for (Index column = beside.first; column < beside.end; ++column) {
        const Index columns = pool_window(settings, 1, column, out.size[3]).divisor;
        // exercise: pooling-kernels/spread
        //| The pixel's share in the mean of output (row, column), times that output's upstream gradient. `rows` and
        //| `columns` are the two divisors of that window.
        sum += upstream.at(to, row, column) / static_cast<T>(rows * columns);
        // end exercise
      }
    }
    out.at(to, to.row, to.column) = sum;
  }
}

}  // namespace gradus::cuda
