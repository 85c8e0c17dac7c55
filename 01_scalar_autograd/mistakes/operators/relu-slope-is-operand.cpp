// mistake: relu-slope-is-operand
// region: operators/relu
// message: at rate 1, not at rate a
if (a <= 0) return {0, 0};
return {a, a};
