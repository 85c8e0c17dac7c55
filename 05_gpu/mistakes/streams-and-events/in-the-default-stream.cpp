// mistake: in-the-default-stream
// region: streams-and-events/send
// message: the copy stands in the default stream
slot.copied.synchronize();
slot.used.wait(copies_);
for (std::size_t i = 0; i < batch.size(); ++i) {
  const PinnedMemory& host = slot.host[i];
  std::memcpy(host.data(), bytes_of(batch[i]), host.bytes());
  check(cudaMemcpyAsync(bytes_of(slot.batch[i]), host.data(), host.bytes(), cudaMemcpyHostToDevice,
                        nullptr),
        "copy of a batch");
}
slot.copied.record(copies_);
