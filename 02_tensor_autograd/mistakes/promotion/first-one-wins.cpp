// mistake: first-one-wins
// region: promotion/promote-types
// message: the first one is not always right
  if (category(a) != category(b)) return category(a) > category(b) ? a : b;
  return a.id() < b.id() ? a : b;
