#pragma once
#include <gradus/tensor_autograd/array.h>

namespace gradus::cuda {

// Where a kernel notes that a position is wrong, since it cannot throw; the host looks after its
// next copy.
struct IndexNote {
  unsigned long long* note;  // for host and device: the smallest number of what was wrong
  unsigned long long call;   // number of this call, in the upper bits
  Index size;                // of the axis into which the positions point
  Index height, after;  // of the index: its size along the axis, and the product of those behind
};

// The note of the next call, and what an Error would say: the operation that it names, the
// positions, the size of the axis, and its number.
IndexNote note_positions(const char* operation, const Array& index, Index size, int axis);

}  // namespace gradus::cuda
