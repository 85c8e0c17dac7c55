// mistake: old-gradients-on-tape
// region: tape/backward
// from: 2
// message: computed entries must be cleared
entries[result.index].grad += 1;
for (std::size_t i = result.index; i > 0; --i) {
  const double grad = entries[i].grad;
  entries[entries[i].a].grad += grad * entries[i].da;
  entries[entries[i].b].grad += grad * entries[i].db;
}
