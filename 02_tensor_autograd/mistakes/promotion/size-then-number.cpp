// mistake: size-then-number
// region: promotion/promote-types
// message: 7 is no truth value
  if (category(a) == 2 || category(b) == 2)
    if (category(a) != category(b)) return category(a) > category(b) ? a : b;
  if (info(a).size != info(b).size) return info(a).size > info(b).size ? a : b;
  return info(a).is_floating_point ? next_larger(a, b) : a;
