// mistake: rest-forgotten
// region: saving/places
// message: the bytes after the last tensor belong to none
  std::uint64_t next = 0;
  for (const SafeTensorsEntry& entry : entries) {
    if (entry.begin != next) fail(name, ": tensor ", entry.name, " is not where it should be");
    next = entry.end;
  }
