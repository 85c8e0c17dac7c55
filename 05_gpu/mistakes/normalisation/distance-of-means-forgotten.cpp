// mistake: distance-of-means-forgotten
// region: normalisation/join
// message: parts whose means differ lie further apart than within
const T count = a.count + b.count, distance = b.mean - a.mean;
const T share = count > 0 ? b.count / count : T(0);
return {count, a.mean + distance * share, a.squares + b.squares};
