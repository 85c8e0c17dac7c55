// mistake: records-the-graph
// region: measuring/evaluate
// from: 17
// message: a graph was recorded
  const EvalMode mode(model);
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
