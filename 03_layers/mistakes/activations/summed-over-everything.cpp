// mistake: summed-over-everything
// region: activations/softmax-backward
// message: summed over everything; only numbers along the axis
call.give(0, y * (g - sum(g * y)));
