// mistake: weight-gradient-twice
// region: rules/matmul
// from: 5
// message: the gradient of b was handed on twice
                         if (call.needs(0))
                           call.give(0, matmul(call.grad(), transpose(call.input(1), -2, -1)));
                         for (int twice = 0; twice < 2; ++twice)
                           if (call.needs(1))
                             call.give(1, matmul(transpose(call.input(0), -2, -1), call.grad()));
