// mistake: last-batch-only
// region: measuring/evaluate
// message: only the last batch was counted
  const EvalMode mode(model);
  const NoGrad guard;
  for (const data::Batch& batch : loader.epoch(0)) {
    const Tensor scores = model(batch.inputs);
    const auto count = static_cast<double>(batch.size());
    result.accuracy = static_cast<double>(count_correct(scores, batch.targets)) / count;
    result.loss = cross_entropy(scores, batch.targets).item();
    for (double guess : argmax(scores, 1).to_vector())
      result.predicted.push_back(static_cast<Index>(guess));
  }
  return result;
