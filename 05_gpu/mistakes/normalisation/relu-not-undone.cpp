// mistake: relu-not-undone
// region: normalisation/terms
// message: what the ReLU held back was counted, too
const T u = upstream[at];
return {u, u * columns.distance(at, c)};
