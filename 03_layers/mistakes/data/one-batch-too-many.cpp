// mistake: one-batch-too-many
// region: data/batches
// from: 18
// message: the division must be rounded up, not one added
return options_.drop_last ? size / batch : size / batch + 1;
