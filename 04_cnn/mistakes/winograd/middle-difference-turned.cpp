// mistake: middle-difference-turned
// region: winograd/pixels
// message: the third is d2 - d1
return {d[0] - d[2], d[1] + d[2], d[1] - d[2], d[1] - d[3]};
