// mistake: mean-moves-by-the-old-count
// region: normalisation/add
// message: one number more moves the mean by
const T count = own.count + 1, distance = x - own.mean;
const T mean = own.mean + distance / (own.count > 0 ? own.count : T(1));
return {count, mean, own.squares + distance * (x - mean)};
