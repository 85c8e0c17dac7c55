// mistake: predictions-forgotten
// region: measuring/evaluate
// message: there are none in the result
  const EvalMode mode(model);
  const NoGrad guard;
  Index correct = 0;
  double loss = 0;
  for (const data::Batch& batch : loader.epoch(0)) {
    const Tensor scores = model(batch.inputs);
    correct += count_correct(scores, batch.targets);
    loss += cross_entropy(scores, batch.targets).item() * static_cast<double>(batch.size());
  }
  const auto count = static_cast<double>(dataset.size());
  result.accuracy = static_cast<double>(correct) / count;
  result.loss = loss / count;
  return result;
