// mistake: flattens-the-batch
// region: activations/flatten
// message: the samples of a batch stay apart
return flatten(input, 0);
