// mistake: begins-at-zero
// region: reductions/nothing
// message: threads without an element won with 0
return T(0);
