#include "pipeline.h"

#include <gradus/cuda_on_cpu/pipeline.h>

#include <array>
#include <cstring>
#include <string>

#include "block.h"
#include "observer.h"
#include "sanitizers.h"

namespace gradus::cuda_on_cpu {
namespace {

Block& block_of(const char* name) {
  if (Block::current == nullptr) throw std::logic_error(std::string(name) + ": outside a kernel");
  return *Block::current;
}

// What is wrong with a copy; empty if nothing is.
std::string problem(const Block& block, const void* to, const void* from, std::size_t bytes,
                    std::size_t zeros) {
  const auto misaligned = [bytes](const void* place) {
    return reinterpret_cast<std::uintptr_t>(place) & (bytes - 1);
  };
  if (bytes != 4 && bytes != 8 && bytes != 16)
    return std::to_string(bytes) + " bytes; 4, 8 or 16 are possible";
  if (zeros > bytes) return std::to_string(zeros) + " zeros in " + std::to_string(bytes) + " bytes";
  if (!block.shared().contains(to)) return "the destination is not in shared memory";
  if (block.shared().contains(from)) return "the source is in shared memory, not global memory";
  for (const bool source : {false, true})
    if (const auto rest = misaligned(source ? from : to); rest != 0)
      return std::string("the ") + (source ? "source" : "destination") + " stands " +
             std::to_string(rest) + " bytes behind a multiple of " + std::to_string(bytes) +
             "; it has to be aligned to what is copied";
  return "";
}

// Copies what pipeline_copy lets through, whose sizes the compiler shall know.
void move(void* to, const void* from, unsigned bytes) {
  if (bytes == 4)
    std::memcpy(to, from, 4);
  else if (bytes == 8)
    std::memcpy(to, from, 8);
  else if (bytes == 16)
    std::memcpy(to, from, 16);
  else
    std::memcpy(to, from, bytes);
}

}  // namespace

void pipeline_copy(void* to, const void* from, std::size_t bytes, std::size_t zeros, Place where) {
  Block& block = block_of("__pipeline_memcpy_async");
  const int thread = Block::current_thread;
  if (const std::string what = problem(block, to, from, bytes, zeros); !what.empty()) {
    const auto lock = block.lock();
    block.fail("thread " + text(block.thread_index(thread)) + " calls __pipeline_memcpy_async (" +
                   text(where) + "): " + what,
               cudaErrorIllegalAddress);
  }
  AsyncCopy copy{to, from, static_cast<unsigned>(bytes), static_cast<unsigned>(zeros),
                 __builtin_return_address(0)};
  if (observer != nullptr) observer->copy_begins(block, copy);
  block.pipelines().begin(thread, copy);
  // Who reads it too early shall see that.
  static constexpr std::array<unsigned char, 16> kNotThere = [] {
    std::array<unsigned char, 16> all{};
    all.fill(0xFF);
    return all;
  }();
  move(to, kNotThere.data(), copy.bytes);
}

void pipeline_commit() {
  Block& block = block_of("__pipeline_commit");
  block.pipelines().commit(Block::current_thread);
}

void pipeline_wait(std::size_t prior) {
  Block& block = block_of("__pipeline_wait_prior");
  block.pipelines().wait(Block::current_thread, prior, [&](const AsyncCopy& copy) {
    if (observer != nullptr) observer->copy_ends(block, copy);
    const unsigned read = copy.bytes - copy.zeros;
    move(copy.to, copy.from, read);
    if (copy.zeros > 0) std::memset(static_cast<std::byte*>(copy.to) + read, 0, copy.zeros);
  });
}

}  // namespace gradus::cuda_on_cpu
