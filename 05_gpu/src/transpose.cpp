#include <gradus/gpu/transpose.h>
#include <gradus/tensor_autograd/loop.h>

namespace gradus::cuda {
namespace {
// Shorter axes do not fill tiles, and more blocks in y than this cannot be asked for.
constexpr Index kShortest = 16, kMostRows = Index{65535} * 32;
}  // namespace

bool is_transpose(const Array& in, const Array& out, Transpose& transpose) {
  const Loop<2> loop = plan_loop<2>({&out.layout, &in.layout});  // out's last axis is innermost
  const int last = loop.rank - 1;
  if (loop.rank < 2 || loop.rank > 3 || loop.stride[last][0] != 1) return false;
  for (int rows = 0; rows < last; ++rows) {
    const int batch = loop.rank == 3 ? 1 - rows : -1;
    if (loop.stride[rows][1] != 1 || loop.size[rows] < kShortest || loop.size[last] < kShortest ||
        loop.size[rows] > kMostRows)
      continue;
    transpose = {1, loop.size[rows],     loop.size[last], 0, loop.stride[last][1],
                 0, loop.stride[rows][0]};
    if (batch >= 0) {
      transpose.batch = loop.size[batch];
      transpose.in_batch = loop.stride[batch][1];
      transpose.out_batch = loop.stride[batch][0];
    }
    return true;
  }
  return false;
}

}  // namespace gradus::cuda
