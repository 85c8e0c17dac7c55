// mistake: one-half
// region: train-on-the-gpu/staged
// message: both halves lie at the same place
if (used_ + bytes > half_) {
  copied_[filling_].record();
  filling_ = 1 - filling_;
  copied_[filling_].synchronize();
  used_ = 0;
}
std::byte* const place = memory_.data() + used_;
std::memcpy(place, from, bytes);
check(cudaMemcpyAsync(to, place, bytes, cudaMemcpyHostToDevice, current_stream()), "staged copy");
used_ += bytes;
