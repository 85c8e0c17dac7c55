// mistake: last-one-added
// region: winograd/outputs
// message: m3 is subtracted
return {m[0] + m[1] + m[2], m[1] - m[2] + m[3]};
