// mistake: rank-zero-counts
// region: promotion/result-type
// from: 19
// message: a single number made a whole tensor wider
  if (a.say > 0 && b.say > 0) return promote_types(a.dtype, b.dtype);
  const Operand &strong = a.say > b.say ? a : b, &weak = a.say > b.say ? b : a;
  return category(weak.dtype) > category(strong.dtype) ? weak.dtype : strong.dtype;
