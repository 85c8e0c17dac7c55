// mistake: left-one-is-strong
// region: promotion/result-type
// message: does not depend on who stands on the left
  if (a.say == b.say) return promote_types(a.dtype, b.dtype);
  return category(b.dtype) > category(a.dtype) ? b.dtype : a.dtype;
