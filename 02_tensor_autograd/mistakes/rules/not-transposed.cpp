// mistake: not-transposed
// region: rules/matmul
// message: neither matrix was transposed
                         if (call.needs(0)) call.give(0, matmul(call.grad(), call.input(1)));
                         if (call.needs(1)) call.give(1, matmul(call.input(0), call.grad()));
