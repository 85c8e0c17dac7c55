// One processor's thread runs the threads of a block in turns. A thread runs until it has to wait;
// then the next one begins, on another stack. Those that never wait run one after the other on one
// stack, without a switch.
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

constexpr int kMostFibers = 1024;
// AddressSanitizer makes frames several times as large.
constexpr std::size_t kStackBytes = kAddressSanitizer ? 256 << 10 : 64 << 10;

class Fibers : public Block::Turns {
 public:
  Fibers() : stacks_(kMostFibers, kStackBytes) {}

  void run(const Grid& grid, std::int64_t number) {
    Block* const outer = Block::current;
    Fibers* const outer_fibers = std::exchange(active, this);
    const uint3 index = enter_block(grid, number);
    block_.begin(grid, index, *this);
    Block::current = &block_;
    next_ = 0;
    ready_.clear();
    sleeping_.assign(block_.size(), nullptr);
    error_ = nullptr;
    if (observer != nullptr) observer->block_begins(block_);
    Fiber::go(main_, *next_fiber());
    Block::current = outer;
    active = outer_fibers;
    if (observer != nullptr) observer->block_ends(block_);
    if (block_.failed() || error_) {
      reset();
      if (error_) std::rethrow_exception(error_);
      throw block_.fault();
    }
  }

  bool on_stack(const void* place) const { return stacks_.contain(place); }

  /// Those that run now.
  static thread_local Fibers* active;

  void sleep(int thread) override {
    Worker* const self = running_;
    sleeping_[thread] = self;
    Fiber::go(self->fiber, *next_fiber());
    running_ = self;
    block_.enter(thread);
  }

  void wake(int thread) override { ready_.push_back(thread); }

  [[noreturn]] void stop() override {
    Fiber::leave(running_->fiber, main_);
    std::terminate();
  }

 private:
  struct Worker {
    Fiber fiber;
    Fibers* fibers = nullptr;
  };

  // Whose turn it is: a thread that may go on, else one that has not begun, else nobody's.
  Fiber* next_fiber() {
    if (!ready_.empty()) {
      Worker* worker = sleeping_[ready_.front()];
      ready_.pop_front();
      return &worker->fiber;
    }
    if (next_ >= block_.size()) return &main_;
    if (idle_.empty()) {
      Worker& worker = workers_.emplace_back();
      worker.fibers = this;
      worker.fiber.prepare(stacks_.stack(static_cast<int>(workers_.size()) - 1), stacks_.bytes(),
                           &Fibers::work, &worker);
      return &worker.fiber;
    }
    Worker* worker = idle_.back();
    idle_.pop_back();
    return &worker->fiber;
  }

  static void work(void* data) {
    auto& worker = *static_cast<Worker*>(data);
    worker.fibers->work(worker);
  }

  [[noreturn]] void work(Worker& self) {
    while (true) {
      running_ = &self;
      while (ready_.empty() && next_ < block_.size()) {
        const int thread = next_++;
        block_.enter(thread);
        try {
          block_.grid().run(block_.grid().arguments);
        } catch (...) {
          error_ = std::current_exception();
        }
        if (error_) Fiber::leave(self.fiber, main_);
        block_.finish(thread);
      }
      idle_.push_back(&self);
      Fiber::go(self.fiber, *next_fiber());
    }
  }

  // After a failure some fibers stand in the middle of a kernel: all begin anew.
  void reset() {
    idle_.clear();
    for (Worker& worker : workers_) {
      worker.fiber.restart();
      idle_.push_back(&worker);
    }
  }

  Stacks stacks_;
  Fiber main_;
  std::deque<Worker> workers_;
  std::vector<Worker*> idle_, sleeping_;
  std::deque<int> ready_;
  Worker* running_ = nullptr;
  int next_ = 0;
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
