// Each thread of a block is a thread of the operating system: slow, but what ThreadSanitizer says
// of it is true of the kernel.
#include <condition_variable>
#include <exception>
#include <memory>
#include <thread>

#include "run.h"

namespace gradus::cuda_on_cpu {
namespace {

class Threads : public Block::Turns {
 public:
  void run(const Grid& grid, std::int64_t number) {
    const uint3 index = enter_block(grid, number);
    const uint3 block_index = index;
    block_.begin(grid, index, *this);
    const int count = block_.size();
    awake_.assign(count, false);
    wake_ = std::vector<std::condition_variable>(count);
    std::vector<std::thread> threads;
    threads.reserve(count);
    for (int i = 0; i < count; ++i)
      threads.emplace_back([&, i] {
        blockIdx = block_index;
        blockDim = grid.threads;
        gridDim = grid.blocks;
        run_thread(i);
      });
    for (std::thread& thread : threads) thread.join();
    if (error_) std::rethrow_exception(error_);
    if (block_.failed()) throw block_.fault();
  }

  void sleep(int thread) override {
    std::unique_lock lock(mutex_, std::adopt_lock);
    wake_[thread].wait(lock, [&] { return awake_[thread] || stopping_; });
    awake_[thread] = false;
    lock.release();
    if (stopping_) throw Stopped();
  }

  void wake(int thread) override {
    awake_[thread] = true;
    wake_[thread].notify_one();
  }

  [[noreturn]] void leave() override { std::terminate(); }  // threads can be unwound

  std::mutex* mutex() override { return &mutex_; }

 private:
  void run_thread(int thread) {
    Block::current = &block_;
    block_.enter(thread);
    try {
      block_.grid().run(block_.grid().arguments);
      const std::lock_guard lock(mutex_);
      if (!stopping_) block_.finish(thread);
    } catch (const Stopped&) {
      const std::lock_guard lock(mutex_);
      stop_all();
    } catch (...) {
      const std::lock_guard lock(mutex_);
      if (!stopping_) error_ = std::current_exception();
      stop_all();
    }
  }

  void stop_all() {
    stopping_ = true;
    for (std::condition_variable& thread : wake_) thread.notify_one();
  }

  std::mutex mutex_;
  std::vector<std::condition_variable> wake_;  // of each thread
  std::vector<char> awake_;
  bool stopping_ = false;
  std::exception_ptr error_;
  Block block_;
};

}  // namespace

void run_as_threads(const Grid& grid, std::int64_t number) {
  std::make_unique<Threads>()->run(grid, number);
}

}  // namespace gradus::cuda_on_cpu
