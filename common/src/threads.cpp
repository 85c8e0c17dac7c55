#include <gradus/common/error.h>
#include <gradus/common/threads.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <exception>
#include <memory>
#include <mutex>
#include <span>
#include <thread>
#include <vector>

#if defined(__x86_64__)
#include <immintrin.h>
#endif
#if defined(__linux__)
#include <sched.h>
#endif

namespace gradus {
namespace {

using Body = FunctionRef<void(std::int64_t, std::int64_t)>;

constexpr int kMostThreads = 1024;
// Longer than the serial stretches between two operations of a small network, far shorter than
// what a user would notice.
constexpr std::chrono::microseconds kSpin{100};
// How long a helper that is awake may take to notice its slice.
constexpr std::chrono::microseconds kGrace{1};

void relax() {
#if defined(__x86_64__)
  _mm_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

// The processors that this program may use; asked once, since asking costs microseconds.
int processors() {
  static const int count = [] {
#if defined(__linux__)
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) == 0) return std::max(CPU_COUNT(&set), 1);
#endif
    return std::max(static_cast<int>(std::thread::hardware_concurrency()), 1);
  }();
  return count;
}

int first_num_threads() {
  const char* wish = std::getenv("GRADUS_THREADS");
  if (wish == nullptr || *wish == '\0') return std::min(processors(), kMostThreads);
  char* rest = nullptr;
  const long count = std::strtol(wish, &rest, 10);
  if (*rest != '\0' || count < 1 || count > kMostThreads)
    fail("GRADUS_THREADS: expected a whole number from 1 to ", kMostThreads, ", not '", wish, "'");
  return static_cast<int>(count);
}

std::atomic<int>& thread_count() {
  static std::atomic<int> count{first_num_threads()};
  return count;
}

// Whether this thread runs a body of parallel_for, or is a helper thread.
thread_local bool inside = false;

struct InsideScope {
  InsideScope() { inside = true; }
  ~InsideScope() { inside = false; }
};

// A state shared by two threads, on which one of them can wait: spinning first, then asleep.
class Signal {
 public:
  void set(int state) {
    state_.store(state);
    // Both sides write their own variable and then read the other's, so one of them sees both.
    if (!asleep_.exchange(false)) return;
    { const std::lock_guard lock(mutex_); }
    wake_.notify_all();
  }

  bool exchange(int from, int to) { return state_.compare_exchange_strong(from, to); }

  void wait_for(int state, bool spin) {
    const auto reached = [&] { return state_.load() == state; };
    while (!(spin ? spin_until(reached, kSpin) : reached())) {
      std::unique_lock lock(mutex_);
      asleep_.store(true);
      // Woken once, spin again: where one slice came, even if it is gone, more are likely.
      if (!reached()) wake_.wait(lock);
    }
  }

  // Waits at most for a moment until the state is another one.
  void wait_while(int state) const {
    spin_until([&] { return state_.load() != state; }, kGrace);
  }

 private:
  template <class Condition>
  static bool spin_until(const Condition& holds, std::chrono::nanoseconds most) {
    const auto end = std::chrono::steady_clock::now() + most;
    do {
      for (int i = 0; i < 16; ++i) {
        if (holds()) return true;
        relax();
      }
    } while (std::chrono::steady_clock::now() < end);
    return false;
  }

  std::atomic<int> state_{0};
  std::atomic<bool> asleep_{false};
  std::mutex mutex_;
  std::condition_variable wake_;
};

// The exception of the first slice that threw, by position.
class FirstError {
 public:
  void keep(int slice) {
    const std::lock_guard lock(mutex_);
    if (slice < slice_) {
      slice_ = slice;
      error_ = std::current_exception();
    }
  }

  void rethrow() const {
    if (error_) std::rethrow_exception(error_);
  }

 private:
  std::mutex mutex_;
  int slice_ = kMostThreads;
  std::exception_ptr error_;
};

struct Job {
  std::int64_t begin, size;
  int slices;
  const Body* body;
  FirstError* error;

  void run(int slice) const {
    const auto edge = [&](std::int64_t k) {
      return begin + size / slices * k + std::min(k, size % slices);
    };
    try {
      (*body)(edge(slice), edge(slice + 1));
    } catch (...) {
      error->keep(slice);
    }
  }
};

class Pool {
 public:
  ~Pool() {
    job_ = nullptr;
    for (auto& helper : helpers_) helper->signal.set(kPosted);
    for (auto& helper : helpers_) helper->thread.join();
  }

  // Runs all slices, in parallel if the pool is free.
  void run(const Job& job) {
    const std::unique_lock lock(busy_, std::try_to_lock);
    if (!lock) {
      for (int slice = 0; slice < job.slices; ++slice) job.run(slice);
      return;
    }
    grow(job.slices - 1);
    job_ = &job;
    const std::span helpers(helpers_.data(), job.slices - 1);
    for (auto& helper : helpers) helper->signal.set(kPosted);
    job.run(0);
    for (int slice = 1; slice < job.slices; ++slice) {
      Signal& signal = helpers[slice - 1]->signal;
      if (may_spin()) signal.wait_while(kPosted);
      // A helper that still sleeps is not waited for: its slice is run here.
      if (signal.exchange(kPosted, kIdle)) job.run(slice);
    }
    for (auto& helper : helpers) helper->signal.wait_for(kIdle, may_spin());
  }

 private:
  // A helper finds its slice posted, takes it, and is idle again when it is done.
  enum State { kIdle, kPosted, kTaken };

  struct Helper {
    Signal signal;
    std::thread thread;
  };

  // Spinning helps only those who have a processor to themselves.
  bool may_spin() const { return std::ssize(helpers_) < processors(); }

  void grow(int count) {
    while (std::ssize(helpers_) < count) {
      auto helper = std::make_unique<Helper>();
      const int slice = static_cast<int>(helpers_.size()) + 1;
      helper->thread =
          std::thread([this, slice, &signal = helper->signal] { help(slice, signal); });
      helpers_.push_back(std::move(helper));
    }
  }

  void help(int slice, Signal& signal) {
    inside = true;
    const bool spin = slice < processors();
    while (true) {
      signal.wait_for(kPosted, spin);
      if (!signal.exchange(kPosted, kTaken)) continue;
      if (job_ == nullptr) return;
      job_->run(slice);
      signal.set(kIdle);
    }
  }

  std::mutex busy_;
  std::vector<std::unique_ptr<Helper>> helpers_;
  const Job* job_ = nullptr;
};

}  // namespace

int num_threads() { return thread_count(); }

void set_num_threads(int count) {
  if (count < 1 || count > kMostThreads)
    fail("set_num_threads: expected 1 to ", kMostThreads, " threads, not ", count);
  if (inside) fail("set_num_threads: not inside parallel_for");
  thread_count() = count;
}

void parallel_for(std::int64_t begin, std::int64_t end, std::int64_t grain, const Body& body) {
  if (end <= begin) return;
  static Pool pool;
  const std::int64_t size = end - begin;
  const std::int64_t most = std::max<std::int64_t>(size / std::max<std::int64_t>(grain, 1), 1);
  const int slices = static_cast<int>(std::min<std::int64_t>(num_threads(), most));
  if (slices == 1) return body(begin, end);
  FirstError error;
  const Job job{begin, size, slices, &body, &error};
  if (inside) {
    for (int slice = 0; slice < slices; ++slice) job.run(slice);
  } else {
    const InsideScope scope;
    pool.run(job);
  }
  error.rethrow();
}

}  // namespace gradus
