// mistake: wrong-order
// region: rules/matmul
// message: the factors stand in the wrong order
                         if (call.needs(0))
                           call.give(0, matmul(transpose(call.input(1), -2, -1), call.grad()));
                         if (call.needs(1))
                           call.give(1, matmul(call.grad(), transpose(call.input(0), -2, -1)));
