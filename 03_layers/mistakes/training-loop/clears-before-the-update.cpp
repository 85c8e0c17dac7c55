// mistake: clears-before-the-update
// region: training-loop/step
// message: were the gradients forgotten between backward and the update
double loss = 0;
for (Index i = 0; i < micro_batches; ++i) {
  loss += backward_on(slice(inputs, 0, i * part, (i + 1) * part),
                      slice(targets, 0, i * part, (i + 1) * part), 1 / static_cast<double>(micro_batches));
}
optimizer_.zero_grad();
before_update_();
optimizer_.step();
++steps_;
return loss;
