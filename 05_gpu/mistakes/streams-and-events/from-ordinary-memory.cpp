// mistake: from-ordinary-memory
// region: streams-and-events/send
// message: such a copy goes through a buffer of the driver
slot.copied.synchronize();
slot.used.wait(copies_);
for (std::size_t i = 0; i < batch.size(); ++i) {
  const PinnedMemory& host = slot.host[i];
  std::memcpy(host.data(), bytes_of(batch[i]), host.bytes());
  check(cudaMemcpyAsync(bytes_of(slot.batch[i]), bytes_of(batch[i]), host.bytes(),
                        cudaMemcpyHostToDevice, copies_),
        "copy of a batch");
}
slot.copied.record(copies_);
