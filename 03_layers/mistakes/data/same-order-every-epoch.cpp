// mistake: same-order-every-epoch
// region: data/order
// message: is the epoch's number in the stream?
if (options_.shuffle)
  return RandomStream(options_.seed, "shuffle", static_cast<std::uint64_t>(epoch * 0)).permutation(dataset_.size());
std::vector<Index> order(static_cast<std::size_t>(dataset_.size()));
std::iota(order.begin(), order.end(), Index{0});
return order;
