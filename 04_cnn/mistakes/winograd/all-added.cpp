// mistake: all-added
// region: winograd/outputs
// message: y1 was made like y0
return {m[0] + m[1] + m[2], m[1] + m[2] + m[3]};
