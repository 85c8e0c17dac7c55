// mistake: parts-not-weighted
// region: training-loop/step
// from: 30
// message: each counts with its share of the batch
optimizer_.zero_grad();
double loss = 0;
for (Index i = 0; i < micro_batches; ++i) {
  loss += backward_on(slice(inputs, 0, i * part, (i + 1) * part),
                      slice(targets, 0, i * part, (i + 1) * part), 1);
}
before_update_();
optimizer_.step();
++steps_;
return loss;
