// mistake: infinity-minus-infinity
// region: softmax/join
// message: NaN where two -infinity were joined
const T largest = a.largest < b.largest ? b.largest : a.largest;
return {largest, a.sum * exponential(a.largest - largest) + b.sum * exponential(b.largest - largest)};
