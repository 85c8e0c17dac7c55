// mistake: always-shuffles
// region: data/order
// message: without shuffling the samples come in their own order
return RandomStream(options_.seed, "shuffle", static_cast<std::uint64_t>(epoch)).permutation(dataset_.size());
