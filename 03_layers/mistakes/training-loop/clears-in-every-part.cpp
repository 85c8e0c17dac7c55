// mistake: clears-in-every-part
// region: training-loop/step
// message: only the last part's gradient is there
double loss = 0;
for (Index i = 0; i < micro_batches; ++i) {
  optimizer_.zero_grad();
  loss += backward_on(slice(inputs, 0, i * part, (i + 1) * part),
                      slice(targets, 0, i * part, (i + 1) * part), 1 / static_cast<double>(micro_batches));
}
before_update_();
optimizer_.step();
++steps_;
return loss;
