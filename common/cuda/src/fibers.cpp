// One processor's thread runs the threads of a block in turns. A thread runs until it has to wait;
// then the next one begins, on another stack. Those that never wait run one after the other on one
// stack, without a switch.
#include <array>
#include <deque>
#include <exception>
#include <memory>
#include <utility>

#include "fiber.h"
#include "observer.h"
#include "run.h"
#include "sanitizers.h"

namespace gradus::cuda_on_cpu {
namespace {

constexpr unsigned kMostFibers = 1024;
// AddressSanitizer makes frames several times as large.
constexpr std::size_t kStackBytes = kAddressSanitizer ? 256 << 10 : 64 << 10;

class Fibers : public Block::Turns {
 public:
  Fibers() : stacks_(kMostFibers, kStackBytes) { queue_.fill(&nobody_); }

  void run(const Grid& grid, std::int64_t number) {
    Block* const outer = Block::current;
    const int outer_thread = Block::current_thread;
    Fibers* const outer_fibers = std::exchange(active, this);
    const uint3 index = enter_block(grid, number);
    block_.begin(grid, index, *this);
    Block::current = &block_;
    next_ = 0;
    first_ready_ = ready_ = 0;
    stopping_ = false;
    if (observer != nullptr) observer->block_begins(block_);
    Fiber::go(main_, *next_fiber());
    if (stopping_) unwind();
    Block::current = outer;
    Block::current_thread = outer_thread;
    active = outer_fibers;
    if (observer != nullptr) observer->block_ends(block_);
    if (error_) std::rethrow_exception(std::exchange(error_, nullptr));
    if (block_.failed()) throw block_.fault();
  }

  bool on_stack(const void* place) const { return stacks_.contain(place); }

  /// Those that run now.
  static thread_local Fibers* active;

  void sleep(int thread) override {
    Worker* const self = running_;
    sleeping_[thread] = self;
    if (!stopping_) {
      // On the own stack, which the processor has at hand when it is back.
      const uint3 index = threadIdx;
      Fiber::go(self->fiber, *next_fiber());
      threadIdx = index;
      Block::current_thread = thread;
      running_ = self;
    }
    if (stopping_) stopped();
  }

  void wake(int thread) override { queue_[ready_++ % kMostFibers] = sleeping_[thread]; }

  [[noreturn]] void leave() override {
    stopping_ = true;
    running_->lost = true;
    Fiber::leave(running_->fiber, main_);
    std::terminate();
  }

 private:
  struct Worker {
    Fiber fiber;
    Fibers* fibers = nullptr;
    bool idle = false;  // it waits for a thread to run
    bool lost = false;  // it stands where it cannot go on
  };

  [[noreturn, gnu::noinline]] static void stopped() { throw Stopped(); }

  // Whose turn it is: a thread that may go on, else one that has not begun, else nobody's.
  Fiber* next_fiber() {
    if (first_ready_ == ready_ || stopping_) return other_fiber();
    // The stacks of all together are more than fits into the nearest cache.
    queue_[(first_ready_ + 2) % kMostFibers]->fiber.prefetch();
    queue_[(first_ready_ + 1) % kMostFibers]->fiber.prefetch_stack();
    return &queue_[first_ready_++ % kMostFibers]->fiber;
  }

  [[gnu::noinline]] Fiber* other_fiber() {
    if (stopping_ || next_ >= block_.size()) return &main_;
    if (idle_.empty()) {
      Worker& worker = workers_.emplace_back();
      worker.fibers = this;
      const int number = static_cast<int>(workers_.size()) - 1;
      worker.fiber.prepare(stacks_.stack(number), stacks_.bytes(number), &Fibers::work, &worker);
      return &worker.fiber;
    }
    Worker* worker = idle_.back();
    idle_.pop_back();
    worker->idle = false;
    return &worker->fiber;
  }

  static void work(void* data) {
    auto& worker = *static_cast<Worker*>(data);
    worker.fibers->work(worker);
  }

  [[noreturn]] void work(Worker& self) {
    while (true) {
      running_ = &self;
      while (first_ready_ == ready_ && next_ < block_.size() && !stopping_) run_thread(next_++);
      self.idle = true;
      idle_.push_back(&self);
      Fiber::go(self.fiber, *next_fiber());
    }
  }

  void run_thread(int thread) {
    block_.enter(thread);
    try {
      block_.grid().run(block_.grid().arguments);
      if (!stopping_) block_.finish(thread);
    } catch (const Stopped&) {
      stopping_ = true;
    } catch (...) {
      if (!stopping_) error_ = std::current_exception();
      stopping_ = true;
    }
  }

  // After a failure some fibers stand in the middle of a kernel. What they wait in throws.
  void unwind() {
    for (Worker& worker : workers_) {
      if (worker.lost)
        worker.fiber.restart();
      else if (!worker.idle)
        Fiber::go(main_, worker.fiber);
      if (std::exchange(worker.lost, false)) {
        worker.idle = true;
        idle_.push_back(&worker);
      }
    }
  }

  Stacks stacks_;
  Fiber main_;
  Worker nobody_;
  std::deque<Worker> workers_;
  std::vector<Worker*> idle_;
  std::array<Worker*, kMostFibers> sleeping_;  // which fiber stands in a thread's middle
  // Of threads that may go on, from first_ready_ to ready_, counted round; the others are of
  // before.
  std::array<Worker*, kMostFibers> queue_;
  unsigned first_ready_ = 0, ready_ = 0;
  Worker* running_ = nullptr;
  int next_ = 0;
  bool stopping_ = false;
  std::exception_ptr error_;
  Block block_;
};

thread_local Fibers* Fibers::active = nullptr;

}  // namespace

bool on_kernel_stack(const void* place) {
  return Fibers::active != nullptr && Fibers::active->on_stack(place);
}

void run_as_fibers(const Grid& grid, std::int64_t number) {
  // A kernel that is launched while another runs on this processor's thread (in a host function,
  // say) gets fibers of its own.
  static thread_local std::vector<std::unique_ptr<Fibers>> free;
  std::unique_ptr<Fibers> fibers;
  if (free.empty()) {
    fibers = std::make_unique<Fibers>();
  } else {
    fibers = std::move(free.back());
    free.pop_back();
  }
  struct GiveBack {
    std::unique_ptr<Fibers>& fibers;
    ~GiveBack() { free.push_back(std::move(fibers)); }
  } give_back{fibers};
  fibers->run(grid, number);
}

}  // namespace gradus::cuda_on_cpu
