// mistake: infinity-minus-infinity
// region: softmax/join
// message: a thread without elements has nothing(), and -infinity - -infinity is NaN
const T largest = a.largest < b.largest ? b.largest : a.largest;
return {largest, a.sum * exponential(a.largest - largest) + b.sum * exponential(b.largest - largest)};
