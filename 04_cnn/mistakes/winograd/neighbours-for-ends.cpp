// mistake: neighbours-for-ends
// region: winograd/pixels
// message: made of pixels that are two apart
return {d[0] - d[1], d[1] + d[2], d[2] - d[1], d[2] - d[3]};
