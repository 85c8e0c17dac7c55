// mistake: places-only
// region: mnist-cnn/flat
// message: each has a number for every channel
return (height / 2 / 2) * (width / 2 / 2);
