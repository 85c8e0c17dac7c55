#include <gradus/common/error.h>
#include <gradus/layers/tensor_dataset.h>
#include <gradus/tensor_autograd/index_ops.h>

#include <algorithm>
#include <cstdint>

namespace gradus::data {

TensorDataset::TensorDataset(const Tensor& inputs, const Tensor& targets)
    : inputs_(inputs.detach()), targets_(targets.detach()) {
  if (inputs_.dim() < 1 || targets_.dim() < 1 || inputs_.size(0) != targets_.size(0))
    fail("tensor data set: the first axes of ", inputs_.shape(), " and ", targets_.shape(),
         " must count the same samples");
  if (size() == 0) fail("tensor data set: it is empty: ", inputs_.shape());
}

Batch TensorDataset::batch(std::span<const Index> samples) const {
  for (Index sample : samples)
    if (sample < 0 || sample >= size())
      fail("tensor data set: sample ", sample, " is not from 0 to ", size() - 1);
  const Array chosen = Array::empty({static_cast<Index>(samples.size())}, int64);
  std::copy(samples.begin(), samples.end(), chosen.data<std::int64_t>());
  const Tensor index(chosen);
  return {index_select(inputs_, 0, index), index_select(targets_, 0, index)};
}

}  // namespace gradus::data
