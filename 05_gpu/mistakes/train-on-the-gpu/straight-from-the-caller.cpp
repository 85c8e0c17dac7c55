// mistake: straight-from-the-caller
// region: train-on-the-gpu/staged
// message: from where the GPU takes them: the CPU does not wait
if (used_ + bytes > half_) {
  copied_[filling_].record();
  filling_ = 1 - filling_;
  copied_[filling_].synchronize();
  used_ = 0;
}
check(cudaMemcpyAsync(to, from, bytes, cudaMemcpyHostToDevice, current_stream()), "staged copy");
used_ += bytes;
