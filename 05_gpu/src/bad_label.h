#pragma once
#include <gradus/tensor_autograd/shape.h>

namespace gradus::cuda {

// What a kernel found among the labels. It lies in host memory that kernels write to by themselves
// (pinned memory has one address for both), so that looking at it costs the host nothing, once it
// has waited for the GPU.
struct BadLabel {
  Index sample = -1;  // the first one with a label that is no class; -1: none
  Index label = 0, classes = 0;
};

// Where kernels write. From its first use on, every copy to the host looks at it.
BadLabel* bad_label();

// Throws the CPU's message where a kernel has written, and forgets it. Asks no more than the host's
// memory: what kernels write that still run is seen another time.
void throw_bad_label();

}  // namespace gradus::cuda
