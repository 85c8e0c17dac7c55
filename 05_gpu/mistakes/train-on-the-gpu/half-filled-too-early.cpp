// mistake: half-filled-too-early
// region: train-on-the-gpu/staged
// message: before what was in it had been copied
if (used_ + bytes > half_) {
  copied_[filling_].record();
  filling_ = 1 - filling_;
  used_ = 0;
}
std::byte* const place = memory_.data() + static_cast<std::size_t>(filling_) * half_ + used_;
std::memcpy(place, from, bytes);
check(cudaMemcpyAsync(to, place, bytes, cudaMemcpyHostToDevice, current_stream()), "staged copy");
used_ += bytes;
