// mistake: output-detached
// region: rules/exp
// message: was the output detached?
                      call.give(0, call.grad() * call.output().detach());
