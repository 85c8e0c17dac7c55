// mistake: summed-over-everything
// region: activations/softmax-backward
// message: summed over everything; only numbers along the axis
return y * (g - sum(g * y));
