#include "prefetcher.h"

namespace gradus::data {

Prefetcher::Prefetcher(const DataLoader::Epoch& epoch, Index first)
    : epoch_(epoch), thread_([this, first] { work(first); }) {}

Prefetcher::~Prefetcher() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

Batch Prefetcher::take() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return !ready_.empty() || error_; });
  if (ready_.empty()) std::rethrow_exception(error_);
  Batch batch = std::move(ready_.front());
  ready_.pop_front();
  changed_.notify_all();
  return batch;
}

void Prefetcher::work(Index first) {
  try {
    for (Index number = first; number < epoch_.batches_; ++number) {
      {
        std::unique_lock lock(mutex_);
        const auto most = static_cast<std::size_t>(epoch_.options_.prefetch);
        changed_.wait(lock, [&] { return stop_ || ready_.size() < most; });
        if (stop_) return;
      }
      Batch batch = epoch_.at(number);
      const std::lock_guard lock(mutex_);
      ready_.push_back(std::move(batch));
      changed_.notify_all();
    }
  } catch (...) {
    const std::lock_guard lock(mutex_);
    error_ = std::current_exception();
    changed_.notify_all();
  }
}

}  // namespace gradus::data
