#include "block.h"

#include <bit>
#include <cstdio>
#include <cstring>
#include <exception>
#include <map>
#include <string_view>
#include <utility>

#include "observer.h"
#include "sanitizers.h"

namespace gradus::cuda_on_cpu {

constinit thread_local Block* Block::current = nullptr;
constinit thread_local int Block::current_thread = 0;

std::string text(uint3 index) {
  return "(" + std::to_string(index.x) + "," + std::to_string(index.y) + "," +
         std::to_string(index.z) + ")";
}

std::string text(const Place& where) {
  const std::string_view path = where.file_name();
  return std::string(path.substr(path.rfind('/') + 1)) + ":" + std::to_string(where.line());
}

namespace {

// Mostly they are the very same.
bool same_place(const Place& a, const Place& b) {
  return std::memcmp(&a, &b, sizeof a) == 0 || (a.line() == b.line() && a.column() == b.column() &&
                                                std::strcmp(a.file_name(), b.file_name()) == 0);
}

bool same_name(const char* a, const char* b) { return a == b || std::strcmp(a, b) == 0; }

}  // namespace

void Block::begin(const Grid& grid, uint3 index, Turns& turns) {
  grid_ = &grid;
  turns_ = &turns;
  mutex_ = turns.mutex();
  index_ = index;
  const dim3 n = grid.threads;
  if (n.x != shape_.x || n.y != shape_.y || n.z != shape_.z) {
    shape_ = n;
    size_ = grid.threads_per_block();
    indices_.clear();
    for (unsigned z = 0; z < n.z; ++z)
      for (unsigned y = 0; y < n.y; ++y)
        for (unsigned x = 0; x < n.x; ++x) indices_.push_back({x, y, z});
    arrived_.resize(size_);
    lanes_.resize(size_);
    warps_.resize((size_ + 31) / 32);
  }
  threads_.assign(size_, Thread{});
  for (Warp& warp : warps_) {
    warp.live = ~0u;
    warp.groups.clear();
  }
  if (size_ % 32 != 0) warps_.back().live = (1u << size_ % 32) - 1;
  live_ = size_;
  at_barrier_ = at_warp_ = 0;
  fault_.clear();
  shared_.begin(grid.dynamic_bytes);
  if (has_pipelines_.exchange(false)) pipelines_.clear();
}

void Block::finish(int thread) {
  threads_[thread].state = State::kDone;
  --live_;
  Warp& warp = warps_[thread / 32];
  warp.live &= ~(1u << (thread & 31));
  if (observer != nullptr) observer->thread_done(*this, thread);
  if (at_barrier_ + at_warp_ == 0) return;
  if (at_barrier_ == live_) return open_barrier();
  std::erase_if(warp.groups, [&](const Group& group) { return open_group(thread / 32, group); });
  if (is_stuck()) fail_stuck();
}

inline void Block::sync_block(int thread, int predicate, Vote vote, const char* name, Place where) {
  threads_[thread] = {State::kAtBarrier, name, where};
  if (at_barrier_ == 0) {
    barrier_ = where;
    torn_ = false;
    vote_ = vote;
    votes_ = 0;
  } else if (!same_place(where, barrier_)) {
    torn_ = true;
  }
  votes_ += predicate != 0;
  arrived_[at_barrier_++] = thread;
  if (at_barrier_ == live_) return open_barrier();
  if (is_stuck()) fail_stuck();
  turns_->sleep(thread);
}

void Block::open_barrier() {
  // Threads at two places: some took another way through an `if`.
  if (torn_) fail_stuck();
  result_ = vote_ == Vote::kCount ? votes_ : vote_ == Vote::kAnd ? votes_ == live_ : votes_ != 0;
  if (observer != nullptr) observer->barrier(*this);
  const int count = std::exchange(at_barrier_, 0);
  for (int i = 0; i < count; ++i)
    if (arrived_[i] != current_thread) turns_->wake(arrived_[i]);
}

std::uint64_t Block::sync_warp(int thread, WarpAction action, unsigned mask, std::uint64_t bits,
                               int source, const char* name, Place where) {
  const int lane = thread & 31;
  threads_[thread] = {State::kAtWarp, name, where};
  if ((mask >> lane & 1) == 0)
    fail("thread " + text(thread_index(thread)) + " calls " + name + " (" + text(where) +
         "), but its mask does not name it (lane " + std::to_string(lane) + ")");
  lanes_[thread] = {bits, 0, source < 0 ? lane : source};
  ++at_warp_;
  auto& groups = warps_[thread / 32].groups;
  std::size_t i = 0;
  while (i < groups.size() && !(groups[i].mask == mask && same_name(groups[i].name, name))) ++i;
  if (i == groups.size()) groups.push_back({action, mask, 0, name});
  groups[i].here |= 1u << lane;
  if (open_group(thread / 32, groups[i])) {
    groups.erase(groups.begin() + static_cast<std::ptrdiff_t>(i));
  } else {
    if (is_stuck()) fail_stuck();
    turns_->sleep(thread);
  }
  return lanes_[thread].result;
}

bool Block::open_group(int warp, const Group& group) {
  const unsigned live = warps_[warp].live, here = group.here;
  if ((group.mask & live) != here) return false;
  const int first = 32 * warp;
  if (observer != nullptr && group.action == WarpAction::kSync)
    observer->warp_sync(*this, first, here, here == live);
  unsigned voted = 0;
  if (group.action == WarpAction::kBallot)
    for (unsigned rest = here; rest != 0; rest &= rest - 1) {
      const int lane = std::countr_zero(rest);
      if (lanes_[first + lane].bits != 0) voted |= 1u << lane;
    }
  for (unsigned rest = here; rest != 0; rest &= rest - 1) {
    const int thread = first + std::countr_zero(rest);
    Lane& lane = lanes_[thread];
    const bool given = lane.source < 32 && (here >> lane.source & 1);
    lane.result = group.action == WarpAction::kBallot ? voted
                  : given                             ? lanes_[first + lane.source].bits
                                                      : ~std::uint64_t{0};
    --at_warp_;
    if (thread != current_thread) turns_->wake(thread);
  }
  return true;
}

void Block::fail_stuck() { fail(who_waits_where()); }

Pipelines& Block::pipelines() {
  const Unseen unseen;
  if (!has_pipelines_) {
    const auto held = lock();
    if (!has_pipelines_) pipelines_.grow(size());
    has_pipelines_ = true;
  }
  return pipelines_;
}

std::string Block::who_waits_where() const {
  struct Crowd {
    int count = 0, first = 0;
    bool barrier = false;
    unsigned mask = 0;
  };
  std::map<std::string, Crowd> crowds;
  for (int i = 0; i < size(); ++i) {
    const Thread& thread = threads_[i];
    if (thread.state != State::kAtBarrier && thread.state != State::kAtWarp) continue;
    Crowd& crowd = crowds[std::string(thread.name) + " (" + text(thread.where) + ")"];
    if (crowd.count++ == 0) crowd.first = i;
    crowd.barrier = thread.state == State::kAtBarrier;
    for (const Group& other : warps_[i / 32].groups)
      if (other.here >> (i & 31) & 1) crowd.mask = other.mask;
  }
  std::string message;
  for (const auto& [place, crowd] : crowds) {
    const std::string count = std::to_string(crowd.count);
    message +=
        message.empty() ? count + " of " + std::to_string(live_) + " live threads" : ", " + count;
    message += " at " + place;
    if (!crowd.barrier) {
      char mask[16];
      std::snprintf(mask, sizeof mask, "0x%08x", crowd.mask);
      message += std::string(" with mask ") + mask;
    }
    if (2 * crowd.count < live_ || crowds.size() == 1)
      message += (crowd.count == 1 ? ": thread " : ": from thread ") +
                 text(thread_index(crowd.first)) + (crowd.count == 1 ? "" : " on");
  }
  return message + "; all of them have to come to the same one";
}

void Block::keep_fault(const std::string& message, cudaError_t error) {
  if (failed()) return;
  fault_ = "kernel " + std::string(grid_->kernel) + ", block " + text(index_) + ": " + message;
  error_ = error;
}

void Block::fail(std::string message, cudaError_t error) {
  keep_fault(message, error);
  throw Stopped();
}

void Block::abandon(std::string message, cudaError_t error) {
  keep_fault(message, error);
  // Nobody comes back to this stack.
  std::string().swap(message);
  turns_->leave();
  std::terminate();
}

// What the headers call.

namespace {

[[noreturn]] void outside(const char* name) {
  throw std::logic_error(std::string(name) + ": called outside a kernel");
}

}  // namespace

namespace {

[[gnu::noinline]] void sync_block_locked(Block& block, int predicate, Vote vote, const char* name,
                                         Place where) {
  const auto lock = block.lock();
  block.sync_block(Block::current_thread, predicate, vote, name, where);
}

}  // namespace

// Short, and nothing of it on the stack while the thread sleeps: the fibers of a block share the
// processor's cache.
void sync_block(int predicate, Vote vote, const char* name, Place where) {
  Block* block = Block::current;
  if (block == nullptr) outside(name);
  if (block->has_lock()) return sync_block_locked(*block, predicate, vote, name, where);
  block->sync_block(Block::current_thread, predicate, vote, name, where);
}

int vote_result() { return Block::current->vote_result(); }

std::uint64_t sync_warp(WarpAction action, unsigned mask, std::uint64_t bits, int source,
                        const char* name, Place where) {
  Block* block = Block::current;
  if (block == nullptr) outside(name);
  const auto lock = block->lock();
  return block->sync_warp(Block::current_thread, action, mask, bits, source, name, where);
}

int lane() { return Block::current_thread & 31; }

void fence() {
  if (observer != nullptr && Block::current != nullptr) observer->fence(*Block::current);
}

void* place_shared(const SharedVariable& variable) {
  Block* block = Block::current;
  if (block == nullptr) outside("a __shared__ variable");
  const Unseen unseen;
  const auto lock = block->lock();
  void* memory = block->shared().place(variable);
  if (memory == nullptr)
    block->fail("its __shared__ variables take " + std::to_string(block->shared().fixed_bytes()) +
                " bytes; " + std::to_string(kSharedBytes) +
                " is the most (more only as dynamic shared memory)");
  return memory;
}

void* place_dynamic_shared(const char* name) {
  if (Block::current == nullptr) outside("a __shared__ variable");
  const Unseen unseen;
  const auto lock = Block::current->lock();
  return Block::current->shared().dynamic(name);
}

}  // namespace gradus::cuda_on_cpu
