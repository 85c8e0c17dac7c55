// mistake: oldest-first
// region: tape/backward
// message: the newest first
for (Tape::Entry& entry : entries)
  if (entry.a != 0 || entry.b != 0) entry.grad = 0;
entries[result.index].grad += 1;
for (std::size_t i = 1; i <= result.index; ++i) {
  const double grad = entries[i].grad;
  entries[entries[i].a].grad += grad * entries[i].da;
  entries[entries[i].b].grad += grad * entries[i].db;
}
