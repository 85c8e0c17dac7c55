#pragma once
#include <gradus/layers/dataset.h>

namespace gradus::data {

/// Samples that lie in two tensors, of any dtypes: sample i is row i of each.
class TensorDataset : public Dataset {
 public:
  /// @param inputs [N, ...]
  /// @param targets [N, ...]
  /// @throws Error when there is no sample, or the numbers of samples differ
  TensorDataset(const Tensor& inputs, const Tensor& targets);

  Index size() const override { return inputs_.size(0); }
  Batch batch(std::span<const Index> samples) const override;

 private:
  Tensor inputs_, targets_;
};

}  // namespace gradus::data
