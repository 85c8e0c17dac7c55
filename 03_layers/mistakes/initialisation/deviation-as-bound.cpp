// mistake: deviation-as-bound
// region: initialisation/draw
// message: the deviation was taken for the bound
if (distribution == Distribution::normal) return normal_(tensor, stream, 0, stddev);
return uniform_(tensor, stream, -stddev, stddev);
