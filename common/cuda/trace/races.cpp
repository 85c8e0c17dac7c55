#include "races.h"

namespace gradus::cuda_on_cpu {
namespace {

bool same_thread(const Moment& a, const Moment& b) {
  return a.block == b.block && a.thread == b.thread;
}

// Whether nothing orders the two, and one of them changes what the other sees.
bool clash(const Moment& before, const Moment& now, std::uint32_t oldest, const Moment& since) {
  if (before.block < oldest || before.block == 0 || (before.bytes & now.bytes) == 0) return false;
  if (before.kind == Kind::kRead && now.kind == Kind::kRead) return false;
  if (before.kind == Kind::kAtomic && now.kind == Kind::kAtomic) return false;
  if (before.block != now.block) return true;
  if (before.thread == now.thread || before.interval < since.interval) return false;
  if (before.thread / 32 != now.thread / 32) return true;
  return before.warp_interval >= since.warp_interval && before.warp_interval <= now.warp_interval;
}

}  // namespace

Shadow::Shadow(std::size_t bytes) : pages_((bytes / 4 + kPage) / kPage) {}

std::optional<Moment> Shadow::note(std::size_t word, const Moment& now, std::uint32_t oldest,
                                   const Moment& since) {
  auto& page = pages_[word / kPage];
  if (page == nullptr) page = std::make_unique<Cell[]>(kPage);
  Cell& cell = page[word % kPage];
  std::optional<Moment> found;
  if (clash(cell.write, now, oldest, since)) found = cell.write;
  if (now.kind == Kind::kRead) {
    // Two of different threads are enough: whoever writes differs from one of them.
    if (!same_thread(cell.reads[0], now) || cell.reads[0].interval != now.interval) {
      if (!same_thread(cell.reads[0], now)) cell.reads[1] = cell.reads[0];
      cell.reads[0] = now;
    }
    return found;
  }
  for (const Moment& read : cell.reads)
    if (!found && clash(read, now, oldest, since)) found = read;
  // A write by the same thread in between must not hide an atomic one of another.
  cell.write = now;
  cell.reads = {};
  return found;
}

}  // namespace gradus::cuda_on_cpu
