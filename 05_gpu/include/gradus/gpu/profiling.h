#pragma once
#include <cstddef>
#include <functional>
#include <string>

namespace gradus::cuda {

/// What a device can do at most.
struct Peaks {
  double operations;  ///< a second
  double bytes;       ///< to and from memory, a second
};

/// Operations a second that are possible at `intensity` operations for each byte of memory traffic:
/// min(operations, bytes * intensity), the roofline (Williams, Waterman and Patterson, 2009).
/// @param peaks of the device
double attainable(const Peaks& peaks, double intensity);

/// Operations for each byte of a float32 product [rows, inner] x [inner, columns], whose blocks
/// compute tiles of tile x tile elements: 2 / (4 (2 / tile + 1 / inner)).
/// @param inner length of the sums
/// @param tile 1 when each element reads its row and its column by itself
double matmul_intensity(double inner, double tile);

/// What a multiprocessor has for all blocks that run on it at the same time.
struct Multiprocessor {
  int capability;        ///< 75 for compute capability 7.5
  int threads, blocks;   ///< the most of them
  int registers;         ///< of 32 bits
  std::size_t shared;    ///< bytes of shared memory
  std::size_t reserved;  ///< bytes of it that the system takes for each block
  std::size_t step;      ///< shared memory of a block is rounded up to a multiple of this
};
/// The multiprocessors of a compute capability.
/// @param capability ten times the compute capability
/// @throws Error for one other than 75, 80, 86, 89, 90, 100 and 120
const Multiprocessor& multiprocessor(int capability);

/// What a kernel asks for.
struct KernelNeeds {
  int threads;             ///< a block
  int registers;           ///< a thread, as `nvcc -Xptxas -v` prints
  std::size_t shared = 0;  ///< bytes a block, static and dynamic
};

/// How full a multiprocessor can be.
struct Occupancy {
  int blocks;         ///< at the same time
  double warps;       ///< their warps, as a share of the most that are possible
  std::string limit;  ///< what keeps more away: threads, blocks, registers or shared memory
};
/// How many blocks of a kernel run on a multiprocessor at the same time, as
/// cudaOccupancyMaxActiveBlocksPerMultiprocessor says of the device that is there.
/// @param kernel what it asks for
/// @param on the multiprocessor
/// @throws Error unless a block has 1 to 1024 threads of 1 to 255 registers
Occupancy occupancy(const KernelNeeds& kernel, const Multiprocessor& on);

/// Milliseconds that `work` takes on the GPU, by events in the current stream around `repeats` runs
/// that follow a first one, which does not count.
/// @param repeats at least 1
double milliseconds_of(const std::function<void()>& work, int repeats = 10);

}  // namespace gradus::cuda
