// mistake: averages
// region: undo-broadcasting/expand
// from: 4
// message: gradients of a repeated value are averaged
                         const Tensor total = sum_to(call.grad(), call.input_info(0).shape);
                         const double share = static_cast<double>(total.numel()) /
                                              static_cast<double>(call.grad().numel());
                         call.give(0, Tensor(run(ops::affine, {&total.array()},
                                                 AffineAttributes{share, 0})));
