// mistake: sum-moves-with-its-place
// region: add-and-multiply/add
// message: a sum moves exactly as far
return {a + b, a, b};
