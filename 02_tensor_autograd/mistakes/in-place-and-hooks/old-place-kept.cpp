// mistake: old-place-kept
// region: in-place-and-hooks/place
// message: x still stands in the graph where it stood before
  keep_place(x);
