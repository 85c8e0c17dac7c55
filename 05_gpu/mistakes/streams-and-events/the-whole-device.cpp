// mistake: the-whole-device
// region: streams-and-events/send
// message: next() waits for the whole device
check(cudaDeviceSynchronize(), "batches");
slot.used.wait(copies_);
for (std::size_t i = 0; i < batch.size(); ++i) {
  const PinnedMemory& host = slot.host[i];
  std::memcpy(host.data(), bytes_of(batch[i]), host.bytes());
  check(cudaMemcpyAsync(bytes_of(slot.batch[i]), host.data(), host.bytes(), cudaMemcpyHostToDevice,
                        copies_),
        "copy of a batch");
}
slot.copied.record(copies_);
