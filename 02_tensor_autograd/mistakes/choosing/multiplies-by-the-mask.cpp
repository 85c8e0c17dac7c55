// mistake: multiplies-by-the-mask
// region: choosing/where
// message: choose between g and 0, do not multiply by a mask
                        const Tensor mask = to(condition, g.dtype());
                        if (call.needs(0)) call.give(0, g * mask);
                        if (call.needs(1)) call.give(1, g * (1.0 - mask));
