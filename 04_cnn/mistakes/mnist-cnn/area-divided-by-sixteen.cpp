// mistake: area-divided-by-sixteen
// region: mnist-cnn/flat
// message: the area was divided by 16
return channels[3] * (height * width / 16);
