// mistake: one-of-two-halves
// region: promotion/promote-types
// message: float16 ends at 65504
  if (category(a) != category(b)) return category(a) > category(b) ? a : b;
  return info(b).size > info(a).size ? b : a;
