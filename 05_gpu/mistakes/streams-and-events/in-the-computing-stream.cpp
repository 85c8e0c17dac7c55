// mistake: in-the-computing-stream
// region: streams-and-events/send
// message: the copy stands in the stream that computes
slot.copied.synchronize();
slot.used.wait(copies_);
for (std::size_t i = 0; i < batch.size(); ++i) {
  const PinnedMemory& host = slot.host[i];
  std::memcpy(host.data(), bytes_of(batch[i]), host.bytes());
  check(cudaMemcpyAsync(bytes_of(slot.batch[i]), host.data(), host.bytes(), cudaMemcpyHostToDevice,
                        current_stream()),
        "copy of a batch");
}
slot.copied.record(copies_);
