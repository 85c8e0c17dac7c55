// mistake: replaces-gradients
// region: tape/backward
// from: 1
// message: each use must add to the gradient, not replace it
for (Tape::Entry& entry : entries)
  if (entry.a != 0 || entry.b != 0) entry.grad = 0;
entries[result.index].grad += 1;
for (std::size_t i = result.index; i > 0; --i) {
  const double grad = entries[i].grad;
  entries[entries[i].a].grad = grad * entries[i].da;
  entries[entries[i].b].grad = grad * entries[i].db;
}
