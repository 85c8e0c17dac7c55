// mistake: old-distance-twice
// region: normalisation/add
// message: one of the two distances is from the new mean
const T count = own.count + 1, distance = x - own.mean;
return {count, own.mean + distance / count, own.squares + distance * distance};
