// mistake: factor-forgotten
// region: softmax/join
// message: the sum of the smaller `largest` counts too much
const Value& big = a.largest < b.largest ? b : a;
return {big.largest, a.sum + b.sum};
