// mistake: empty-parts
// region: normalisation/join
// message: two parts without numbers were joined
const T count = a.count + b.count, distance = b.mean - a.mean;
const T share = b.count / count;
return {count, a.mean + distance * share,
        a.squares + b.squares + distance * distance * a.count * share};
