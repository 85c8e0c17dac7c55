// An epoch in which the CPU never waits for the GPU.
#include <gradus/common/error.h>
#include <gradus/gpu/staged_copies.h>
#include <gradus/gpu/train_epoch.h>
#include <gradus/tensor_autograd/autograd.h>
#include <gradus/tensor_autograd/math.h>

#include <cmath>
#include <optional>

namespace gradus::cuda {

// [train-epoch]
double train_epoch(nn::Module& model, optim::Optimizer& optimizer,
                   Tensor (*loss)(const Tensor&, const Tensor&), const data::DataLoader& loader,
                   std::int64_t epoch) {
  std::optional<StagedCopies> staged;
  if (model.device() == gpu) staged.emplace();
  Tensor sum;  // of the batches' losses, on the device; undefined before the first one
  // exercise: train-on-the-gpu/epoch
  //| For each `batch` of loader.epoch(epoch): forget the gradients of the batch before, compute the loss of
  //| model(batch.inputs) beside batch.targets, go backward, let the optimizer step. Add the loss to `sum` without its
  //| graph (detach()), and without reading it: whoever asks for a number waits until the GPU has done all that it was
  //| given. sum.defined() tells whether there is one already.
  for (const data::Batch& batch : loader.epoch(epoch)) {
    optimizer.zero_grad();
    const Tensor value = loss(model(batch.inputs), batch.targets);
    backward(value);
    optimizer.step();
    sum = sum.defined() ? sum + value.detach() : value.detach();
  }
  // end exercise
  const double mean = sum.item() / static_cast<double>(loader.batches());  // the one wait
  if (!std::isfinite(mean))
    fail("train_epoch: the loss of epoch ", epoch, " is ", mean,
         "; nn::Trainer, which looks at every batch's, says in which operation it arises");
  return mean;
}
// [train-epoch]

}  // namespace gradus::cuda
