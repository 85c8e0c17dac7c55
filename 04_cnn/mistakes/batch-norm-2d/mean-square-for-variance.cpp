// mistake: mean-square-for-variance
// region: batch-norm-2d/moments
// message: is no variance yet: start is not the mean
return {start + distance, square};
