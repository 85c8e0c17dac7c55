#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace gradus::cuda_on_cpu {

/// How the warps' reads or writes at one place of a kernel went through the memory system.
struct Traffic {
  std::string kernel;  ///< its name as launched
  std::string place;   ///< `tile.cu:41`
  bool writes = false;

  /// How often a warp read or wrote here: once for all lanes that do it together.
  std::int64_t requests = 0;
  /// Global memory: sectors of 32 bytes that were moved. Shared memory: turns that the banks took.
  std::int64_t moved = 0;
  /// What `moved` would be if the same bytes lay in one piece, or each in a bank of its own.
  std::int64_t least = 0;
  /// The most that one request needed: sectors, or turns (an 11-way bank conflict has 11).
  int most = 0;

  /// Of the request that needed most: how many bytes each of the 32 lanes moved ...
  int lane_bytes = 0;
  /// ... and where, from a multiple of 128 bytes on; -1 for a lane that took no part.
  std::vector<std::int64_t> lanes;
};

/// Counts how the kernels that are launched during its life use memory. Only kernels of a traced
/// build are seen (gradus_add_kernels makes one beside the plain one). Which lanes act together is
/// told from how often each lane has passed the place: exact while the lanes of a warp go the same
/// way through loops. Of a float4 clang reads the four parts one by one, which counts as four
/// requests; g++ reads it at once, as the GPU does.
///
///     const Trace trace;
///     transpose(in, out, 64, 64);
///     EXPECT_EQ(trace.global().moved, trace.global().least) << trace.report();
///     EXPECT_EQ(trace.shared().most, 1) << trace.report();
class Trace {
 public:
  Trace();
  ~Trace();
  Trace(const Trace&) = delete;
  Trace& operator=(const Trace&) = delete;

  /// All of global memory; `place` and `kernel` are empty.
  Traffic global() const;
  /// All of shared memory.
  Traffic shared() const;
  /// Place by place, in the order of the places.
  std::vector<Traffic> global_places() const;
  std::vector<Traffic> shared_places() const;
  /// A table of the places, those that move too much marked.
  std::string report() const;
  /// Writes a picture (SVG) of the places into a file: a bar for what was moved, in two colours for
  /// the least and for what is too much; under it the request that needed most, its lanes joined
  /// with the sectors or the banks that they touched. Makes the folders of `path`.
  /// @throws Error if the file cannot be written
  void draw(const std::string& path) const;
};

}  // namespace gradus::cuda_on_cpu
