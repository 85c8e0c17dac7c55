// mistake: updates-in-every-part
// region: training-loop/step
// message: the optimizer made a step for each part
optimizer_.zero_grad();
double loss = 0;
for (Index i = 0; i < micro_batches; ++i) {
  loss += backward_on(slice(inputs, 0, i * part, (i + 1) * part),
                      slice(targets, 0, i * part, (i + 1) * part), 1 / static_cast<double>(micro_batches));
  optimizer_.step();
}
before_update_();
++steps_;
return loss;
