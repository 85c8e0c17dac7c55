// mistake: size-alone
// region: promotion/promote-types
// message: it cannot hold 0.5
  if (info(a).size != info(b).size) return info(a).size > info(b).size ? a : b;
  if (category(a) != category(b)) return category(a) > category(b) ? a : b;
  return next_larger(a, b);
