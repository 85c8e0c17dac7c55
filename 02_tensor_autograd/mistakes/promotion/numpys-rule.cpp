// mistake: numpys-rule
// region: promotion/promote-types
// from: 19
// message: that is NumPy's answer
  if (category(a) != category(b)) {
    const DType higher = category(a) > category(b) ? a : b, lower = higher == a ? b : a;
    return category(higher) == 2 && info(lower).size == 8 ? float64 : higher;
  }
  if (info(a).size != info(b).size) return info(a).size > info(b).size ? a : b;
  return next_larger(a, b);
