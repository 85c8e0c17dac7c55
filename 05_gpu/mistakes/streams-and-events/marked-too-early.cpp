// mistake: marked-too-early
// region: streams-and-events/send
// message: `copied` was marked before the copies
slot.copied.synchronize();
slot.used.wait(copies_);
slot.copied.record(copies_);
for (std::size_t i = 0; i < batch.size(); ++i) {
  const PinnedMemory& host = slot.host[i];
  std::memcpy(host.data(), bytes_of(batch[i]), host.bytes());
  check(cudaMemcpyAsync(bytes_of(slot.batch[i]), host.data(), host.bytes(), cudaMemcpyHostToDevice,
                        copies_),
        "copy of a batch");
}
