// mistake: smaller-part-dropped
// region: softmax/join
// message: terms were lost when two parts were joined
if (a.largest == b.largest) return {a.largest, a.sum + b.sum};
return a.largest < b.largest ? b : a;
