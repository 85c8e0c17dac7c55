// mistake: draws-with-repetition
// region: data/order
// message: an epoch is a permutation, not 50 draws
std::vector<Index> order(static_cast<std::size_t>(dataset_.size()));
std::iota(order.begin(), order.end(), Index{0});
const RandomStream stream(options_.seed, "shuffle", static_cast<std::uint64_t>(epoch));
if (options_.shuffle)
  for (std::size_t i = 0; i < order.size(); ++i)
    order[i] = static_cast<Index>(stream.below(i, order.size()));
return order;
