// mistake: relu-hides-nan
// region: operators/relu
// message: relu hid that something went wrong
if (a > 0) return {a, 1};
return {0, 0};
