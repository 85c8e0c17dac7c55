// mistake: signs-exchanged
// region: winograd/outputs
// message: the signs of m2 are exchanged
return {m[0] + m[1] - m[2], m[1] + m[2] - m[3]};
