#include <gradus/common/error.h>
#include <gradus/layers/cross_entropy.h>
#include <gradus/layers/measuring.h>
#include <gradus/tensor_autograd/autograd.h>
#include <gradus/tensor_autograd/math.h>

namespace gradus::nn {
Index count_correct(const Tensor& scores, const Tensor& labels) {
  if (scores.dim() != 2 || labels.dim() != 1 || scores.size(0) != labels.size(0))
    fail("count_correct: expected scores [N, C] and labels [N], not ", scores.shape(), " and ",
         labels.shape());
  const Tensor guess = to(argmax(scores, 1), cpu), truth = to(labels, cpu);
  const View<std::int64_t> guessed(guess.array()), right(truth.array());
  Index correct = 0;
  // exercise: measuring/count
  //| guessed(i) is the class that the network holds for the most likely one, right(i) the true one, for i from 0 to
  //| guess.numel() - 1. How often are they the same?
  for (Index i = 0; i < guess.numel(); ++i) correct += guessed(i) == right(i);
  return correct;
  // end exercise
}

Evaluation evaluate(Module& model, const data::Dataset& dataset, Index batch_size) {
  const data::DataLoader loader(
      dataset, {.batch_size = batch_size, .augment = false, .device = model.device()});
  Evaluation result;
  // exercise: measuring/evaluate
  //| Let the model look at every `batch` of loader.epoch(0), in evaluation mode (an EvalMode switches to it until the end
  //| of its scope) and without recording a graph (a NoGrad likewise). Fill in and give back `result`: of all samples, the
  //| part that is right, the mean cross-entropy, and the predicted classes. Batches may differ in size: batch.size().
  const EvalMode mode(model);
  const NoGrad guard;
  Index correct = 0;
  double loss = 0;
  for (const data::Batch& batch : loader.epoch(0)) {
    const Tensor scores = model(batch.inputs);
    correct += count_correct(scores, batch.targets);
    loss += cross_entropy(scores, batch.targets).item() * static_cast<double>(batch.size());
    for (double guess : argmax(scores, 1).to_vector())
      result.predicted.push_back(static_cast<Index>(guess));
  }
  const auto count = static_cast<double>(dataset.size());
  result.accuracy = static_cast<double>(correct) / count;
  result.loss = loss / count;
  return result;
  // end exercise
}

}  // namespace gradus::nn
