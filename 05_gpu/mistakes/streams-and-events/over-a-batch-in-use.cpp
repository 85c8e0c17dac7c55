// mistake: over-a-batch-in-use
// region: streams-and-events/send
// message: the next batch was copied over one that was still worked with
slot.copied.synchronize();
for (std::size_t i = 0; i < batch.size(); ++i) {
  const PinnedMemory& host = slot.host[i];
  std::memcpy(host.data(), bytes_of(batch[i]), host.bytes());
  check(cudaMemcpyAsync(bytes_of(slot.batch[i]), host.data(), host.bytes(), cudaMemcpyHostToDevice,
                        copies_),
        "copy of a batch");
}
slot.copied.record(copies_);
