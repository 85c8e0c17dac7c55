// mistake: all-weights-equal
// region: initialisation/draw
// from: 27
// message: made all weights equal
return constant_(tensor, stddev);
