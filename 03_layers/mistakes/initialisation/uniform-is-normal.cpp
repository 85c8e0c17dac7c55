// mistake: uniform-is-normal
// region: initialisation/draw
// message: they are normal, whatever the function is called
return normal_(tensor, stream, 0, stddev);
