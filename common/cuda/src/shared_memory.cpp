#include "shared_memory.h"

#include <algorithm>
#include <cstring>
#include <new>

#include "sanitizers.h"

namespace gradus::cuda_on_cpu {
namespace {

// All banks once, so that every variable begins in bank 0.
constexpr std::size_t kAlignment = 128;

std::size_t round_up(std::size_t bytes) { return (bytes + kAlignment - 1) & ~(kAlignment - 1); }

}  // namespace

SharedMemory::SharedMemory()
    : arena_(static_cast<std::byte*>(std::aligned_alloc(kAlignment, round_up(kArena)))) {
  if (arena_ == nullptr) throw std::bad_alloc();
}

void SharedMemory::begin(std::size_t dynamic_bytes) {
  parts_.clear();
  end_ = fixed_ = 0;
  poison(arena_.get(), kArena);
  add(nullptr, "", dynamic_bytes, 1);
}

std::byte* SharedMemory::add(const SharedVariable* variable, const char* name, std::size_t bytes,
                             std::size_t alignment) {
  const std::size_t step = std::max(alignment, kAlignment);
  const std::size_t begin = (end_ + step - 1) & ~(step - 1);
  if (begin + bytes + kAlignment > kArena) return nullptr;
  parts_.push_back({variable, name, begin, bytes});
  unpoison(arena_.get() + begin, bytes);
  std::memset(arena_.get() + begin, 0xFF, bytes);
  end_ = round_up(begin + bytes) + kAlignment;
  return arena_.get() + begin;
}

void* SharedMemory::place(const SharedVariable& variable) {
  for (const Part& part : parts_)
    if (part.variable == &variable) return arena_.get() + part.offset;
  fixed_ += variable.bytes;
  if (fixed_ > kSharedBytes) return nullptr;
  return add(&variable, variable.name, variable.bytes, variable.alignment);
}

void* SharedMemory::dynamic(const char* name) {
  parts_.front().name = name;
  return arena_.get() + parts_.front().offset;
}

const SharedMemory::Part* SharedMemory::part_at(std::size_t offset) const {
  for (const Part& part : parts_)
    if (offset >= part.offset && offset < part.offset + part.bytes) return &part;
  return nullptr;
}

}  // namespace gradus::cuda_on_cpu
