#pragma once
// Positions from memory that may be wrong.
#include <cuda_runtime.h>
#include <gradus/common/error.h>

#include <cstdint>

#include "index_notes.h"

namespace gradus::cuda {

/// What a kernel does about positions outside of an axis.
struct IndexGuard : IndexNote {
  /// The number, in row-major order, of element k of a column; columns are counted likewise.
  __device__ Index element(Index column, Index k) const {
    return (column / after * height + k) * after + column % after;
  }

  /// Whether a position lies in the axis.
  /// @param element its number in the index, in row-major order
  __device__ bool inside(std::int64_t position, Index element) const {
    // exercise: indexing/inside
    //| From 0 to size - 1 is right. Everything else leaves a note before the answer is no: call + element, if that is
    //| smaller than what is there, so that the first wrong position of the first wrong call is named, whichever thread comes
    //| first.
    if (position >= 0 && position < size) return true;
    atomicMin(note, call + static_cast<unsigned long long>(element));
    return false;
    // end exercise
  }
};

}  // namespace gradus::cuda
