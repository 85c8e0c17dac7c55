// mistake: gaps-allowed
// region: saving/places
// message: byte 2 belongs to no tensor
  std::uint64_t next = 0;
  for (const SafeTensorsEntry& entry : entries) {
    if (entry.begin < next) fail(name, ": tensor ", entry.name, " overlaps the one before it");
    next = entry.end;
  }
  if (next != data.size()) fail(name, ": bytes at the end belong to no tensor");
