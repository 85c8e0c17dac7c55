#include "plan.h"

#include <gradus/gpu/check.h>
#include <gradus/gpu/matmul.h>

#include <algorithm>
#include <atomic>

namespace gradus::cuda {
namespace {

Index processors() {
  static const Index count = [] {
    int number = 1;
    check(cudaDeviceGetAttribute(&number, cudaDevAttrMultiProcessorCount, 0), "multiprocessors");
    // The CPU that plays the GPU has few; plan as for a GPU.
    return std::max<Index>(number, 16);
  }();
  return count;
}

std::atomic<int> wanted = -1;

constexpr Index up(Index a, Index b) { return (a + b - 1) / b; }

}  // namespace

int use_tiles(int which) { return wanted.exchange(which); }

Chosen choose(const Work& work, std::initializer_list<Choice> choices, bool may_split) {
  constexpr Index kLeast = 128;  // steps of k that are worth a part of their own
  constexpr Index kDepth = 8;    // steps in a tile
  Chosen best;
  double least = -1;
  int which = 0;
  const int only = std::min(wanted.load(), static_cast<int>(choices.size()) - 1);
  for (const Choice& choice : choices) {
    if (only >= 0 && which != only) {
      ++which;
      continue;
    }
    const Index tiles = work.count * up(work.m, choice.rows) * up(work.n, choice.columns);
    const Index most = may_split ? std::clamp<Index>(work.k / kLeast, 1, 256) : 1;
    for (Index parts = 1; parts <= most; parts *= 2) {
      const Index depth = std::max(kDepth, up(up(work.k, parts), kDepth) * kDepth);
      const Index real = std::max<Index>(1, up(work.k, depth));
      const double busiest = static_cast<double>(up(tiles * real, processors()));
      // A block has work beside its steps, and the parts have to be written and added.
      const double area = static_cast<double>(choice.rows * choice.columns);
      const double block = area * static_cast<double>(depth + 32) / choice.efficiency;
      const double adding = real > 1 ? 32.0 * static_cast<double>(work.count * work.m * work.n) *
                                           static_cast<double>(real + 1) /
                                           static_cast<double>(processors())
                                     : 0.0;
      const double cost = busiest * block + adding;
      if (least < 0 || cost < least) {
        least = cost;
        best = {which, real, depth};
      }
    }
    ++which;
  }
  return best;
}

}  // namespace gradus::cuda
