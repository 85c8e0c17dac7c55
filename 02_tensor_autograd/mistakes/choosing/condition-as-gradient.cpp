// mistake: condition-as-gradient
// region: choosing/where
// from: 3
// message: that is the condition; g is missing
                        const Tensor mask = to(condition, g.dtype());
                        if (call.needs(0)) call.give(0, mask);
                        if (call.needs(1)) call.give(1, 1.0 - mask);
