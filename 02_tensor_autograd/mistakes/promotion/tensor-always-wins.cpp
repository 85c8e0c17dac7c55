// mistake: tensor-always-wins
// region: promotion/result-type
// message: 2.5 would have to become 2
  if (a.say == b.say) return promote_types(a.dtype, b.dtype);
  return a.say > b.say ? a.dtype : b.dtype;
