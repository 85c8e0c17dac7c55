// mistake: nothing-subtracted
// region: softmax/join
// from: 23
// message: e^1000 is infinite
if (a.sum == T(0)) return b;
if (b.sum == T(0)) return a;
const T left = a.largest == T(0) ? a.sum : a.sum * exponential(a.largest),
        right = b.largest == T(0) ? b.sum : b.sum * exponential(b.largest);
return {T(0), left + right};
