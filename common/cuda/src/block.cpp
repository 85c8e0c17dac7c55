#include "block.h"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <exception>
#include <map>
#include <string_view>

#include "observer.h"
#include "sanitizers.h"

namespace gradus::cuda_on_cpu {

thread_local Block* Block::current = nullptr;
thread_local int Block::current_thread = 0;

std::string text(uint3 index) {
  return "(" + std::to_string(index.x) + "," + std::to_string(index.y) + "," +
         std::to_string(index.z) + ")";
}

std::string text(const Place& where) {
  const std::string_view path = where.file_name();
  return std::string(path.substr(path.rfind('/') + 1)) + ":" + std::to_string(where.line());
}

namespace {

bool same_place(const Place& a, const Place& b) {
  return a.line() == b.line() && a.column() == b.column() &&
         (a.file_name() == b.file_name() || std::strcmp(a.file_name(), b.file_name()) == 0);
}

}  // namespace

void Block::begin(const Grid& grid, uint3 index, Turns& turns) {
  grid_ = &grid;
  turns_ = &turns;
  index_ = index;
  const dim3 n = grid.threads;
  threads_.assign(grid.threads_per_block(), Thread{});
  indices_.clear();
  for (unsigned z = 0; z < n.z; ++z)
    for (unsigned y = 0; y < n.y; ++y)
      for (unsigned x = 0; x < n.x; ++x) indices_.push_back({x, y, z});
  live_ = size();
  at_barrier_ = waiting_ = 0;
  fault_.clear();
  shared_.begin(grid.dynamic_bytes);
  if (has_pipelines_.exchange(false)) pipelines_.clear();
}

void Block::enter(int thread) const {
  current_thread = thread;
  threadIdx = thread_index(thread);
}

void Block::finish(int thread) {
  threads_[thread].state = State::kDone;
  --live_;
  if (observer != nullptr) observer->thread_done(*this, thread);
  if (live_ == 0) return;
  try_barrier();
  try_warp(thread);
  check_stuck();
}

int Block::sync_block(int thread, int predicate, Vote vote, const char* name, const Place& where) {
  Thread& self = threads_[thread];
  self.state = State::kAtBarrier;
  self.name = name;
  self.where = where;
  self.predicate = predicate != 0;
  self.vote = vote;
  ++at_barrier_;
  ++waiting_;
  try_barrier();
  if (self.state != State::kRuns) {
    check_stuck();
    turns_->sleep(thread);
  }
  return static_cast<int>(self.result);
}

void Block::try_barrier() {
  if (live_ == 0 || at_barrier_ < live_) return;
  int count = 0;
  const Thread* first = nullptr;
  for (const Thread& thread : threads_) {
    if (thread.state != State::kAtBarrier) continue;
    if (first == nullptr) first = &thread;
    count += thread.predicate;
    if (same_place(thread.where, first->where)) continue;
    // Threads at two places: some took another way through an `if`.
    fail(who_waits_where());
  }
  const int result = first->vote == Vote::kCount ? count
                     : first->vote == Vote::kAnd ? count == live_
                                                 : count != 0;
  if (observer != nullptr) observer->barrier(*this);
  leave_barrier(result);
}

void Block::leave_barrier(int result) {
  waiting_ -= at_barrier_;
  at_barrier_ = 0;
  for (int i = 0; i < size(); ++i) {
    Thread& thread = threads_[i];
    if (thread.state != State::kAtBarrier) continue;
    thread.state = State::kRuns;
    thread.result = static_cast<std::uint64_t>(result);
    if (i != current_thread) turns_->wake(i);
  }
}

std::uint64_t Block::sync_warp(int thread, WarpAction action, unsigned mask, std::uint64_t bits,
                               int source, const char* name, const Place& where) {
  Thread& self = threads_[thread];
  self.name = name;
  self.where = where;
  if ((mask >> (thread & 31) & 1) == 0)
    fail([&] {
      return "thread " + text(thread_index(thread)) + " calls " + name + " (" + text(where) +
             "), but its mask does not name it (lane " + std::to_string(thread & 31) + ")";
    }());
  self.state = State::kAtWarp;
  self.action = action;
  self.mask = mask;
  self.bits = bits;
  self.source = source < 0 ? thread & 31 : source;
  ++waiting_;
  try_warp(thread);
  if (self.state != State::kRuns) {
    check_stuck();
    turns_->sleep(thread);
  }
  return self.result;
}

// Lets the threads of a warp go on whose partners are all here.
void Block::try_warp(int member) {
  const int first = member & ~31, count = std::min(32, size() - first);
  unsigned seen = 0;
  for (int lead = 0; lead < count; ++lead) {
    const Thread leader = threads_[first + lead];
    if (leader.state != State::kAtWarp || (seen >> lead & 1)) continue;
    unsigned here = 0, live = 0, voted = 0;
    for (int i = 0; i < count; ++i) {
      const Thread& other = threads_[first + i];
      if (other.state != State::kDone) live |= 1u << i;
      if (other.state == State::kAtWarp && other.mask == leader.mask &&
          std::strcmp(other.name, leader.name) == 0) {
        here |= 1u << i;
        if (other.action == WarpAction::kBallot && other.bits != 0) voted |= 1u << i;
      }
    }
    seen |= here;
    if ((leader.mask & live) != here) continue;
    std::uint64_t deposits[32];
    for (int i = 0; i < count; ++i) deposits[i] = threads_[first + i].bits;
    if (observer != nullptr && leader.action == WarpAction::kSync)
      observer->warp_sync(*this, first, here, here == live);
    for (int i = 0; i < count; ++i) {
      if ((here >> i & 1) == 0) continue;
      Thread& thread = threads_[first + i];
      thread.state = State::kRuns;
      const bool given = thread.source < count && (here >> thread.source & 1);
      thread.result = thread.action == WarpAction::kBallot ? voted
                      : given                              ? deposits[thread.source]
                                                           : ~std::uint64_t{0};
      --waiting_;
      if (first + i != current_thread) turns_->wake(first + i);
    }
  }
}

Pipelines& Block::pipelines() {
  const Unseen unseen;
  if (!has_pipelines_) {
    const auto held = lock();
    if (!has_pipelines_) pipelines_.grow(size());
    has_pipelines_ = true;
  }
  return pipelines_;
}

void Block::check_stuck() {
  if (live_ > 0 && waiting_ == live_) fail(who_waits_where());
}

std::string Block::who_waits_where() const {
  struct Group {
    int count = 0, first = 0;
    bool barrier = false;
    unsigned mask = 0;
  };
  std::map<std::string, Group> groups;
  for (int i = 0; i < size(); ++i) {
    const Thread& thread = threads_[i];
    if (thread.state != State::kAtBarrier && thread.state != State::kAtWarp) continue;
    Group& group = groups[std::string(thread.name) + " (" + text(thread.where) + ")"];
    if (group.count++ == 0) group.first = i;
    group.barrier = thread.state == State::kAtBarrier;
    group.mask = thread.mask;
  }
  std::string message;
  for (const auto& [place, group] : groups) {
    const std::string count = std::to_string(group.count);
    message +=
        message.empty() ? count + " of " + std::to_string(live_) + " live threads" : ", " + count;
    message += " at " + place;
    if (!group.barrier) {
      char mask[16];
      std::snprintf(mask, sizeof mask, "0x%08x", group.mask);
      message += std::string(" with mask ") + mask;
    }
    if (2 * group.count < live_ || groups.size() == 1)
      message += (group.count == 1 ? ": thread " : ": from thread ") +
                 text(thread_index(group.first)) + (group.count == 1 ? "" : " on");
  }
  return message + "; all of them have to come to the same one";
}

void Block::fail(std::string message, cudaError_t error) {
  if (fault_.empty()) {
    fault_ = "kernel " + std::string(grid_->kernel) + ", block " + text(index_) + ": " + message;
    error_ = error;
  }
  // Nobody comes back to this stack.
  std::string().swap(message);
  turns_->stop();
  std::terminate();
}

// What the headers call.

int sync_block(int predicate, Vote vote, const char* name, const Place& where) {
  Block* block = Block::current;
  if (block == nullptr) throw std::logic_error(std::string(name) + ": called outside a kernel");
  const auto lock = block->lock();
  return block->sync_block(Block::current_thread, predicate, vote, name, where);
}

std::uint64_t sync_warp(WarpAction action, unsigned mask, std::uint64_t bits, int source,
                        const char* name, const Place& where) {
  Block* block = Block::current;
  if (block == nullptr) throw std::logic_error(std::string(name) + ": called outside a kernel");
  const auto lock = block->lock();
  return block->sync_warp(Block::current_thread, action, mask, bits, source, name, where);
}

int lane() { return Block::current_thread & 31; }

void fence() {
  if (observer != nullptr && Block::current != nullptr) observer->fence(*Block::current);
}

void* place_shared(const SharedVariable& variable) {
  Block* block = Block::current;
  if (block == nullptr) throw std::logic_error("a __shared__ variable outside a kernel");
  const Unseen unseen;
  const auto lock = block->lock();
  void* memory = block->shared().place(variable);
  if (memory == nullptr)
    block->fail([&] {
      return "its __shared__ variables take " + std::to_string(block->shared().fixed_bytes()) +
             " bytes; " + std::to_string(kSharedBytes) +
             " is the most (more only as dynamic shared memory)";
    }());
  return memory;
}

void* place_dynamic_shared(const char* name) {
  if (Block::current == nullptr) throw std::logic_error("a __shared__ variable outside a kernel");
  const Unseen unseen;
  const auto lock = Block::current->lock();
  return Block::current->shared().dynamic(name);
}

}  // namespace gradus::cuda_on_cpu
