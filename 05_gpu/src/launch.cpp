#include <gradus/common/error.h>
#include <gradus/gpu/launch.h>

#include <algorithm>

namespace gradus::cuda {

unsigned blocks_for(std::int64_t count, int threads, std::int64_t most) {
  // exercise: first-kernel/blocks-for
  //| The last block may have threads without an element. Mind the bounds: 1 and `most`.
  const std::int64_t blocks = (count + threads - 1) / threads;
  return static_cast<unsigned>(std::clamp<std::int64_t>(blocks, 1, most));
  // end exercise
}

}  // namespace gradus::cuda
