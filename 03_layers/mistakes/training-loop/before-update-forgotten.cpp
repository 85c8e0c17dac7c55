// mistake: before-update-forgotten
// region: training-loop/step
// message: nothing calls before_update_
optimizer_.zero_grad();
double loss = 0;
for (Index i = 0; i < micro_batches; ++i) {
  loss += backward_on(slice(inputs, 0, i * part, (i + 1) * part),
                      slice(targets, 0, i * part, (i + 1) * part), 1 / static_cast<double>(micro_batches));
}
optimizer_.step();
++steps_;
return loss;
