// mistake: one-of-two-halves
// region: promotion/promote-types
// message: bfloat16 has 8 digits where
  if (category(a) != category(b)) return category(a) > category(b) ? a : b;
  return info(a).size > info(b).size ? a : b;
