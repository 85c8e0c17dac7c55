// mistake: mean-of-means
// region: normalisation/join
// message: the means of two parts must be weighed by how many numbers each has
const T count = a.count + b.count, distance = b.mean - a.mean;
const T share = b.count == T(0) ? T(0) : a.count == T(0) ? T(1) : T(0.5);
return {count, a.mean + distance * share,
        a.squares + b.squares + distance * distance * a.count * share};
