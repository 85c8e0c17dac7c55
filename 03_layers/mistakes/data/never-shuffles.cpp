// mistake: never-shuffles
// region: data/order
// message: with shuffle the order must be a random one
std::vector<Index> order(static_cast<std::size_t>(dataset_.size()));
std::iota(order.begin(), order.end(), Index{0} * epoch);
return order;
