// mistake: one-on-the-other
// region: train-on-the-gpu/staged
// message: put where the one before still waits
std::byte* const place = memory_.data() + static_cast<std::size_t>(filling_) * half_ + used_;
std::memcpy(place, from, bytes);
check(cudaMemcpyAsync(to, place, bytes, cudaMemcpyHostToDevice, current_stream()), "staged copy");
