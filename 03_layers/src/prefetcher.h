#pragma once
#include <gradus/layers/data_loader.h>

#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>

namespace gradus::data {

// Prepares the batches of an epoch in a thread of its own, a few ahead of who takes them.
class Prefetcher {
 public:
  // The epoch must outlive the prefetcher.
  Prefetcher(const DataLoader::Epoch& epoch, Index first);
  // Stops the thread, wherever it is.
  ~Prefetcher();

  // The next batch, as soon as it is there. What went wrong in the thread is thrown here.
  Batch take();

 private:
  void work(Index first);

  const DataLoader::Epoch& epoch_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Batch> ready_;
  std::exception_ptr error_;
  bool stop_ = false;
  std::thread thread_;
};

}  // namespace gradus::data
