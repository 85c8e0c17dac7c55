// mistake: mean-of-means
// region: measuring/evaluate
// message: which then counts three times as much as any other
  const EvalMode mode(model);
  const NoGrad guard;
  Index correct = 0;
  double loss = 0;
  for (const data::Batch& batch : loader.epoch(0)) {
    const Tensor scores = model(batch.inputs);
    correct += count_correct(scores, batch.targets);
    loss += cross_entropy(scores, batch.targets).item();
    for (double guess : argmax(scores, 1).to_vector())
      result.predicted.push_back(static_cast<Index>(guess));
  }
  const auto count = static_cast<double>(dataset.size());
  result.accuracy = static_cast<double>(correct) / count;
  result.loss = loss / static_cast<double>(loader.batches());
  return result;
