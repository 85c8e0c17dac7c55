// mistake: overlaps-allowed
// region: saving/places
// message: byte 2 belongs to two tensors
  std::uint64_t next = 0;
  for (const SafeTensorsEntry& entry : entries) {
    if (entry.begin > next) fail(name, ": there is a gap before tensor ", entry.name);
    next = entry.end;
  }
  if (next != data.size()) fail(name, ": bytes at the end belong to no tensor");
