// mistake: last-batch-lost
// region: data/batches
// from: 18
// message: the last, smaller batch is missing
return size / batch;
