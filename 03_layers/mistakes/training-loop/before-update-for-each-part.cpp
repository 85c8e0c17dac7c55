// mistake: before-update-for-each-part
// region: training-loop/step
// message: it ran for each part, on gradients that were not complete
optimizer_.zero_grad();
double loss = 0;
for (Index i = 0; i < micro_batches; ++i) {
  loss += backward_on(slice(inputs, 0, i * part, (i + 1) * part),
                      slice(targets, 0, i * part, (i + 1) * part), 1 / static_cast<double>(micro_batches));
  before_update_();
}
optimizer_.step();
++steps_;
return loss;
