// mistake: last-two-axes
// region: activations/flatten
// message: all axes but the first are joined, not only the last two
return flatten(input, -2);
