// mistake: denominator-forgotten
// region: rules/div
// from: 13
// message: the denominator got no gradient at all
                      if (call.needs(0)) call.give(0, call.grad() / call.input(1));
