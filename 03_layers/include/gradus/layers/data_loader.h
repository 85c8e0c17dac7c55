#pragma once
#include <gradus/layers/dataset.h>

#include <cstdint>
#include <memory>
#include <vector>

namespace gradus::data {

/// The settings of a DataLoader.
struct LoaderOptions {
  Index batch_size = 64;   ///< samples a batch
  bool shuffle = false;    ///< another order in each epoch
  bool drop_last = false;  ///< leave a last batch of fewer samples out
  std::uint64_t seed = 0;  ///< of the orders
  int prefetch = 0;        ///< how many batches a thread of its own prepares ahead; 0: no thread
  bool augment = true;     ///< training_batch() of the data set; false, to measure: its batch()
  Device device = cpu;     ///< where the batches shall lie: that of the network
};

/// Goes through a data set batch by batch:
///
///     DataLoader loader(train, {.batch_size = 256, .shuffle = true, .seed = 1});
///     for (const Batch& batch : loader.epoch(0)) ...
///
/// The order of an epoch is a function of seed and epoch number alone.
class DataLoader {
 public:
  /// The data set must outlive the loader and its epochs.
  /// @throws Error for a batch size below 1, a negative prefetch, and when there would be no batch
  /// @param options its settings
  DataLoader(const Dataset& dataset, const LoaderOptions& options);

  /// How many batches an epoch has.
  Index batches() const;
  /// The same, as `len(loader)` in PyTorch.
  Index size() const { return batches(); }
  /// Where the samples come from; its size() is their number.
  const Dataset& dataset() const { return dataset_; }
  /// The numbers of the samples in the order of an epoch.
  std::vector<Index> order(std::int64_t epoch) const;

  class Epoch;
  /// The batches of an epoch, for a range-based for loop.
  /// @param first the batch to begin with, where a run resumes in the middle
  /// @param number of the epoch, from 0
  Epoch epoch(std::int64_t number, Index first = 0) const;

 private:
  const Dataset& dataset_;
  LoaderOptions options_;
};

/// The batches of one epoch.
class DataLoader::Epoch {
 public:
  /// Walks through the batches.
  class Iterator {
   public:
    const Batch& operator*() const { return batch_; }
    Iterator& operator++();
    bool operator!=(const Iterator& other) const { return number_ != other.number_; }

   private:
    friend class Epoch;
    Iterator(const Epoch& epoch, Index number);
    const Epoch& epoch_;
    Index number_;
    Batch batch_;
    std::shared_ptr<class Prefetcher> prefetcher_;
  };

  /// Batch `number`, counted from 0.
  Batch at(Index number) const;
  Iterator begin() const { return {*this, first_}; }
  Iterator end() const { return {*this, batches_}; }

 private:
  friend class DataLoader;
  friend class Prefetcher;
  Epoch(const DataLoader& loader, std::int64_t number, Index first)
      : dataset_(loader.dataset_),
        options_(loader.options_),
        number_(number),
        order_(loader.order(number)),
        batches_(loader.batches()),
        first_(first) {}

  const Dataset& dataset_;
  LoaderOptions options_;
  std::int64_t number_;
  std::vector<Index> order_;
  Index batches_, first_;
};

}  // namespace gradus::data
