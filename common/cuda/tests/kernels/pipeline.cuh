#pragma once
#include <cuda_runtime.h>

// Copies to shared memory that go on while the threads compute.

// How run_reverse_tiles is wrong.
enum class Missing {
  kNothing,
  kWait,          // the copies are not waited for
  kBarrier,       // none behind the wait: others' copies are read
  kLastWait,      // the copy of the next tile may be under way: for the last there is no next
  kCommit,        // the copies belong to no group
  kReuseBarrier,  // none before a buffer that others still read is copied to again
};

// Each tile of 256 floats in reverse, of `tiles`; while one is computed, the next is copied.
void run_reverse_tiles(const float* in, float* out, int tiles, Missing missing);
// Copies 32 pieces of 4, 8 or 16 bytes; zeros in their last `zeros` bytes.
void run_copies(const void* in, void* out, int bytes, int zeros);
// A copy of so many bytes from byte `from` on to byte `to` of shared memory; not to shared memory
// if `to` < 0.
void run_copy(const char* in, char* out, int bytes, int from, int to);
