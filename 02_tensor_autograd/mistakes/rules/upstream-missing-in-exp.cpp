// mistake: upstream-missing-in-exp
// region: rules/exp
// message: that is exp alone
                      call.give(0, call.output());
