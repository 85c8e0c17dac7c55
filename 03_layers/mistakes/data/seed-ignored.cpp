// mistake: seed-ignored
// region: data/order
// message: another seed must give another order
if (options_.shuffle)
  return RandomStream(0, "shuffle", static_cast<std::uint64_t>(epoch)).permutation(dataset_.size());
std::vector<Index> order(static_cast<std::size_t>(dataset_.size()));
std::iota(order.begin(), order.end(), Index{0});
return order;
