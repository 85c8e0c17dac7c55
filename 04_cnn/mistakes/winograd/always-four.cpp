// mistake: always-four
// region: winograd/clip
// from: 35
// message: was written over the row below
rows = 2;
columns = 2;
