#include "tracer.h"

#include <algorithm>
#include <cstring>

#include "../src/device.h"
#include "../src/run.h"
#include "places.h"

namespace gradus::cuda_on_cpu {
namespace {

constexpr std::size_t kMostTold = 4;

std::string verb(Kind kind) {
  return kind == Kind::kRead ? "reads" : kind == Kind::kWrite ? "writes" : "atomically changes";
}

// `tile[1][4]`, `tile[4]`; of a part of an element, the element.
std::string element(const SharedMemory::Part& part, std::size_t offset, unsigned bytes) {
  const std::string name = part.name;
  if (part.variable == nullptr) return name + " + " + std::to_string(offset) + " bytes";
  const SharedVariable& v = *part.variable;
  if (v.bytes == v.element && bytes <= v.element) return name;
  const std::size_t number = offset / v.element;
  const auto index = [](std::size_t i) { return "[" + std::to_string(i) + "]"; };
  if (v.columns == 1) return name + index(number);
  if (v.layers == 1) return name + index(number / v.columns) + index(number % v.columns);
  return name + index(number / v.columns / v.layers) + index(number / v.columns % v.layers) +
         index(number % v.columns);
}

std::string plural(std::size_t count, const std::string& what) {
  return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

// What to say of an access between the variables in shared memory: the variable before it is the
// likely one.
std::string behind_shared(Block& block, std::size_t offset, const Access& access) {
  const SharedMemory::Part* near = nullptr;
  for (const auto& other : block.shared().parts())
    if (other.offset <= offset && *other.name != '\0') near = &other;
  const std::string where = near == nullptr
                                ? "outside every variable"
                                : plural(offset - near->offset, "byte") + " from the begin of " +
                                      near->name + ", which has " + plural(near->bytes, "byte");
  return "thread " + text(block.thread_index(Block::current_thread)) + " " + text(access) +
         " out of bounds in shared memory: " + where;
}

}  // namespace

std::string text(const Access& access) {
  return verb(access.kind) + " " + plural(access.bytes, "byte") + " at " + place_of(access.code);
}

Tracer::Tracer() : shared_shadow_(SharedMemory::kArena), shared_written_(SharedMemory::kArena, 0) {
  observer = this;
}

Tracer& Tracer::only() {
  // Never destroyed: static objects may still use the device when the program ends.
  static Tracer& tracer = *new Tracer;
  return tracer;
}

void Tracer::access(const Access& access) {
  Block* block = Block::current;
  if (block->shared().contains(access.place)) return shared_access(*block, access);
  if (Region* region = region_of(access.place)) return global_access(*block, *region, access);
  if (on_kernel_stack(access.place) || is_program_data(access.place) ||
      is_pinned_memory(access.place))
    return;
  foreign_access(*block, access);
}

// Where the host is not kept out anyway (GRADUS_CUDA_GUARD), the first one is told by whoever asks
// for the last error, as a rule check_launch right behind it.
void Tracer::host_access(const Access& access) {
  if (cudaPeekAtLastError() == cudaErrorIllegalAddress) return;
  set_error(cudaErrorIllegalAddress,
            "the CPU " + text(access) +
                " in device memory, which only kernels reach: copy it (cudaMemcpy), and launch a "
                "kernel as kernel<<<grid, block>>>(...)");
}

void Tracer::shared_access(Block& block, const Access& access) {
  const std::size_t offset = block.shared().offset(access.place);
  const SharedMemory::Part* part = block.shared().part_at(offset);
  const int thread = Block::current_thread;
  if (part == nullptr || offset + access.bytes > part->offset + part->bytes) {
    block.abandon(behind_shared(block, offset, access), cudaErrorIllegalAddress);
  }
  const auto name = [&] {
    return "shared memory " + element(*part, offset - part->offset, access.bytes);
  };
  for (std::size_t i = offset; i < offset + access.bytes; ++i) {
    if (access.kind != Kind::kWrite && shared_written_[i] != block_) {
      find({code_number(access.code), kUnwritten},
           who(block, thread) + " " + text(access) + " from " + name() +
               (shared_written_[i] == kUnderWay
                    ? ", to which a copy is under way (__pipeline_wait_prior?)"
                    : ", which no thread of the block has written"));
      break;
    }
  }
  if (access.kind != Kind::kRead)
    std::fill_n(shared_written_.begin() + static_cast<std::ptrdiff_t>(offset), access.bytes,
                block_);
  check_race(block, shared_shadow_, offset, access, block_, name);
  if (counting > 0 && access.copy == nullptr) counts.note(block, thread, access, true);
}

void Tracer::global_access(Block& block, Region& region, const Access& access) {
  const std::size_t offset = static_cast<const char*>(access.place) - region.begin;
  const int thread = Block::current_thread;
  std::size_t begin = 0, bytes = region.bytes;
  if (region.divided) {
    const auto after = region.pieces.upper_bound(offset);
    if (after == region.pieces.begin()) foreign_access(block, access);
    begin = std::prev(after)->first;
    bytes = std::prev(after)->second;
  }
  if (offset + access.bytes > begin + bytes) foreign_access(block, access);
  const auto name = [&] {
    return "device memory, element " + std::to_string((offset - begin) / access.bytes) + " of " +
           std::to_string(bytes / access.bytes);
  };
  if (region.written.empty()) region.written.resize(region.bytes);
  if (access.kind != Kind::kWrite &&
      std::memchr(region.written.data() + offset, 0, access.bytes) != nullptr) {
    find({code_number(access.code), kUnwritten},
         who(block, thread) + " " + text(access) + " from " + name() +
             ", which nobody has written (cudaMalloc does not clear memory)");
  }
  if (access.kind != Kind::kRead) std::memset(region.written.data() + offset, 1, access.bytes);
  check_race(block, region.shadow, offset, access, first_block_, name);
  if (counting > 0 && access.copy == nullptr) counts.note(block, thread, access, false);
}

void Tracer::foreign_access(Block& block, const Access& access) {
  block.abandon(foreign(block, access), cudaErrorIllegalAddress);
}

std::string Tracer::foreign(const Block& block, const Access& access) const {
  const auto place = static_cast<const char*>(access.place);
  std::string where = "at an address that is not the device's (a pointer to host memory?)";
  if (reinterpret_cast<std::uintptr_t>(place) < 4096) where = "through a null pointer";
  if (is_device_address(place)) {
    // The piece before is the likely one, unless that is far away.
    constexpr std::ptrdiff_t kFar = 1 << 20;
    where = "in device memory that was freed, or never allocated";
    const auto after = regions_.upper_bound(place);
    if (after != regions_.end() && after->first - place <= 256)
      where = "out of bounds: " + plural(after->first - place, "byte") +
              " before device memory of " + plural(after->second.bytes, "byte");
    if (after != regions_.begin()) {
      const Region& before = std::prev(after)->second;
      const std::ptrdiff_t offset = place - before.begin;
      if (before.divided && offset < static_cast<std::ptrdiff_t>(before.bytes)) {
        const auto next = before.pieces.upper_bound(static_cast<std::size_t>(offset));
        where = "in device memory that the allocator took back, or never gave";
        if (next != before.pieces.begin()) {
          const auto& [begin, bytes] = *std::prev(next);
          where += "; the piece before has " + plural(bytes / access.bytes, "element") +
                   ", this would be element " +
                   std::to_string((static_cast<std::size_t>(offset) - begin) / access.bytes);
        }
      } else if (offset < static_cast<std::ptrdiff_t>(before.bytes) + kFar)
        where = "out of bounds: element " + std::to_string(offset / access.bytes) +
                " of device memory that has " + plural(before.bytes / access.bytes, "element") +
                " (" + plural(before.bytes, "byte") + ")";
    }
  }
  return "thread " + text(block.thread_index(Block::current_thread)) + " " + text(access) + " " +
         where;
}

template <class Name>
void Tracer::check_race(Block& block, Shadow& shadow, std::size_t offset, const Access& access,
                        std::uint32_t oldest, const Name& name) {
  const int thread = Block::current_thread;
  Moment now;
  now.block = block_;
  now.interval = interval_;
  now.code = code_number(access.code);
  now.thread = static_cast<std::uint16_t>(thread);
  now.warp_interval = warp_intervals_[thread];
  now.kind = access.kind;
  Moment since = now;
  if (access.copy != nullptr) {
    since.interval = access.copy->interval;
    since.warp_interval = access.copy->warp_interval;
  }
  const std::size_t end = offset + access.bytes;
  for (std::size_t word = offset / 4; word * 4 < end; ++word) {
    now.bytes = 0;
    for (std::size_t byte = 0; byte < 4; ++byte)
      if (word * 4 + byte >= offset && word * 4 + byte < end) now.bytes |= 1 << byte;
    const auto before = shadow.note(word, now, oldest, since);
    if (!before) continue;
    const bool other_block = before->block != block_;
    if (other_block && fenced_.count(before->block) != 0) continue;
    const auto pair = std::minmax(before->code, now.code);
    const Finding key{pair.first, pair.second};
    if (findings_.count(key) != 0) continue;
    const std::string first =
        (other_block ? "block " + text(block_indices_[before->block - first_block_]) + " " : "") +
        "thread " + text(block.thread_index(before->thread)) + " " + verb(before->kind) +
        " it at " + place_of(codes_[before->code]);
    const std::string second = (other_block ? "block " + text(block.index()) + " " : "") +
                               "thread " + text(block.thread_index(thread)) + " " + verb(now.kind) +
                               " it at " + place_of(access.code);
    find(key, "block " + text(block.index()) + ": race on " + name() + ": " + first + " and " +
                  second +
                  (other_block ? "; nothing orders two blocks of one launch (atomicAdd?)"
                   : before->interval != interval_
                       ? ", while the copy is under way (until __pipeline_wait_prior)"
                   : before->thread / 32 == thread / 32
                       ? ", with no __syncthreads() or __syncwarp() in between"
                       : ", with no __syncthreads() in between"));
  }
}

Tracer::Region* Tracer::region_of(const void* place) {
  const char* byte = static_cast<const char*>(place);
  const auto holds = [&](const Region& region) {
    return byte >= region.begin && byte < region.begin + region.bytes;
  };
  if (last_region_ != nullptr && holds(*last_region_)) return last_region_;
  auto after = regions_.upper_bound(byte);
  if (after == regions_.begin()) return nullptr;
  Region& region = std::prev(after)->second;
  if (!holds(region)) return nullptr;
  return last_region_ = &region;
}

std::uint32_t Tracer::code_number(const void* code) {
  const auto [entry, is_new] =
      code_numbers_.try_emplace(code, static_cast<std::uint32_t>(codes_.size()));
  if (is_new) codes_.push_back(code);
  return entry->second;
}

std::string Tracer::who(const Block& block, int thread) const {
  return "block " + text(block.index()) + ": thread " + text(block.thread_index(thread));
}

void Tracer::find(const Finding& key, const std::string& message) {
  findings_.try_emplace(key, message);
}

void Tracer::launch_begins(const Grid&) {
  first_block_ = block_ + 1;
  fenced_.clear();
  findings_.clear();
  block_indices_.clear();
}

void Tracer::launch_ends(const Grid& grid) {
  if (findings_.empty()) return;
  // A barrier that is missing also lets a thread read what is not yet written: told once, as the
  // race that it is.
  std::vector<std::string> races, unwritten;
  std::set<std::uint32_t> racing;
  for (const auto& [key, message] : findings_) {
    if (key.second == kUnwritten) continue;
    races.push_back(message);
    racing.insert({key.first, key.second});
  }
  for (const auto& [key, message] : findings_)
    if (key.second == kUnwritten && racing.count(key.first) == 0) unwritten.push_back(message);
  races.insert(races.end(), unwritten.begin(), unwritten.end());
  std::string message = std::string("kernel ") + grid.kernel + ", ";
  for (std::size_t i = 0; i < std::min(races.size(), kMostTold); ++i)
    message += (i == 0 ? "" : "\n  ") + races[i];
  if (races.size() > kMostTold)
    message += "\n  and " + plural(races.size() - kMostTold, "more place");
  throw Fault(message);
}

void Tracer::block_begins(Block& block) {
  ++block_;
  ++interval_;
  block_indices_.push_back(block.index());
  warp_intervals_.assign(block.size(), 0);
}

void Tracer::block_ends(Block& block) {
  if (counting > 0) counts.end_block(block);
}

void Tracer::barrier(Block&) { ++interval_; }

void Tracer::warp_sync(Block&, int first, unsigned lanes, bool all) {
  // Of a part of a warp it is not known whether it orders a pair of lanes: rather miss a race than
  // invent one.
  for (int lane = 0; lane < 32; ++lane)
    if (lanes >> lane & 1) ++warp_intervals_[first + lane];
  static_cast<void>(all);
}

void Tracer::fence(Block&) { fenced_.insert(block_); }

// What a copy does may happen at any time until the thread has waited for it: it is checked when it
// begins, and when it is done against all that came in between.
void Tracer::copy_begins(Block& block, AsyncCopy& copy) {
  copy.interval = interval_;
  copy.warp_interval = warp_intervals_[Block::current_thread];
  if (copy.bytes > copy.zeros) access({copy.from, copy.bytes - copy.zeros, Kind::kRead, copy.code});
  access({copy.to, copy.bytes, Kind::kWrite, copy.code});
  const auto offset = static_cast<std::ptrdiff_t>(block.shared().offset(copy.to));
  std::fill_n(shared_written_.begin() + offset, copy.bytes, kUnderWay);
}

void Tracer::copy_ends(Block&, const AsyncCopy& copy) {
  if (copy.bytes > copy.zeros)
    access({copy.from, copy.bytes - copy.zeros, Kind::kRead, copy.code, &copy});
  access({copy.to, copy.bytes, Kind::kWrite, copy.code, &copy});
}

void Tracer::memory_came(void* begin, std::size_t bytes) {
  const auto place = static_cast<const char*>(begin);
  last_region_ = nullptr;
  regions_.insert_or_assign(place, Region{place, bytes, Shadow(bytes)});
}

void Tracer::memory_written(void* begin, std::size_t bytes) {
  Region* region = region_of(begin);
  if (region == nullptr) return;
  if (region->written.empty()) region->written.resize(region->bytes);
  const std::size_t offset = static_cast<const char*>(begin) - region->begin;
  std::memset(region->written.data() + offset, 1, std::min(bytes, region->bytes - offset));
}

void Tracer::piece_came(void* begin, std::size_t bytes) {
  Region* region = region_of(begin);
  if (region == nullptr) return;
  const std::size_t offset = static_cast<const char*>(begin) - region->begin;
  bytes = std::min(bytes, region->bytes - offset);
  region->divided = true;
  region->pieces[offset] = bytes;
  if (!region->written.empty()) std::memset(region->written.data() + offset, 0, bytes);
}

void Tracer::piece_went(void* begin) {
  Region* region = region_of(begin);
  if (region != nullptr) region->pieces.erase(static_cast<const char*>(begin) - region->begin);
}

void Tracer::memory_went(void* begin) {
  last_region_ = nullptr;
  regions_.erase(static_cast<const char*>(begin));
}

}  // namespace gradus::cuda_on_cpu
