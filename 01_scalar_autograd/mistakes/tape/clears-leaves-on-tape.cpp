// mistake: clears-leaves-on-tape
// region: tape/backward
// message: its gradient adds up over passes, as with
for (Tape::Entry& entry : entries) entry.grad = 0;
entries[result.index].grad += 1;
for (std::size_t i = result.index; i > 0; --i) {
  const double grad = entries[i].grad;
  entries[entries[i].a].grad += grad * entries[i].da;
  entries[entries[i].b].grad += grad * entries[i].db;
}
