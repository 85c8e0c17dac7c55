#include <gradus/common/error.h>
#include <gradus/common/random.h>
#include <gradus/layers/data_loader.h>
#include <gradus/tensor_autograd/view_ops.h>

#include <algorithm>
#include <numeric>

#include "prefetcher.h"

namespace gradus::data {

DataLoader::DataLoader(const Dataset& dataset, const LoaderOptions& options)
    : dataset_(dataset), options_(options) {
  if (options.batch_size < 1)
    fail("data loader: the batch size must be at least 1, not ", options.batch_size);
  if (options.prefetch < 0)
    fail("data loader: prefetch must be 0 (no thread of its own) or more, not ", options.prefetch);
  if (batches() < 1)
    fail("data loader: ", dataset.size(), " samples give no batch of ", options.batch_size);
}

Index DataLoader::batches() const {
  const Index size = dataset_.size(), batch = options_.batch_size;
  // exercise: data/batches
  //| How many batches does an epoch have? The last one may be smaller; with drop_last it is left out.
  return options_.drop_last ? size / batch : (size + batch - 1) / batch;
  // end exercise
}

std::vector<Index> DataLoader::order(std::int64_t epoch) const {
  // exercise: data/order
  //| Without shuffling: 0, 1, 2, ... With it, a permutation that is another one in each epoch, and a function of seed and
  //| epoch alone: RandomStream(options_.seed, "shuffle", epoch).permutation(n).
  if (options_.shuffle)
    return RandomStream(options_.seed, "shuffle", static_cast<std::uint64_t>(epoch))
        .permutation(dataset_.size());
  std::vector<Index> order(static_cast<std::size_t>(dataset_.size()));
  std::iota(order.begin(), order.end(), Index{0});
  return order;
  // end exercise
}

DataLoader::Epoch DataLoader::epoch(std::int64_t number, Index first) const {
  if (number < 0) fail("data loader: epochs are counted from 0; there is none of number ", number);
  if (first < 0 || first > batches())
    fail("data loader: an epoch has ", batches(), " batches; there is none to begin with at ",
         first);
  return {*this, number, first};
}

Batch DataLoader::Epoch::at(Index number) const {
  const Index first = number * options_.batch_size;
  const Index count = std::min(options_.batch_size, static_cast<Index>(order_.size()) - first);
  const std::span samples(order_.begin() + first, static_cast<std::size_t>(count));
  return options_.augment ? dataset_.training_batch(samples, number_) : dataset_.batch(samples);
}

DataLoader::Epoch::Iterator::Iterator(const Epoch& epoch, Index number)
    : epoch_(epoch), number_(number - 1) {
  if (number < epoch.batches_ && epoch.options_.prefetch > 0)
    prefetcher_ = std::make_shared<Prefetcher>(epoch, number);
  ++*this;
}

DataLoader::Epoch::Iterator& DataLoader::Epoch::Iterator::operator++() {
  if (++number_ >= epoch_.batches_) return *this;
  batch_ = {};  // its memory can be used again
  batch_ = prefetcher_ ? prefetcher_->take() : epoch_.at(number_);
  for (Tensor* part : {&batch_.inputs, &batch_.targets}) *part = to(*part, epoch_.options_.device);
  return *this;
}

}  // namespace gradus::data
