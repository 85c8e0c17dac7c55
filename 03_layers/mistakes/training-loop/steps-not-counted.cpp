// mistake: steps-not-counted
// region: training-loop/step
// message: steps_ counts the steps
optimizer_.zero_grad();
double loss = 0;
for (Index i = 0; i < micro_batches; ++i) {
  loss += backward_on(slice(inputs, 0, i * part, (i + 1) * part),
                      slice(targets, 0, i * part, (i + 1) * part), 1 / static_cast<double>(micro_batches));
}
before_update_();
optimizer_.step();
return loss;
