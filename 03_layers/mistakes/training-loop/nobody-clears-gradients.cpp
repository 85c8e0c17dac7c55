// mistake: nobody-clears-gradients
// region: training-loop/step
// from: 24
// message: who calls zero_grad?
double loss = 0;
for (Index i = 0; i < micro_batches; ++i) {
  loss += backward_on(slice(inputs, 0, i * part, (i + 1) * part),
                      slice(targets, 0, i * part, (i + 1) * part), 1 / static_cast<double>(micro_batches));
}
before_update_();
optimizer_.step();
++steps_;
return loss;
