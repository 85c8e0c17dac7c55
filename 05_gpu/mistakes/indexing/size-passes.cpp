// mistake: size-passes
// region: indexing/inside
// message: position 4 was not refused
if (position >= 0 && position <= size) return true;
atomicMin(note, call + static_cast<unsigned long long>(element));
return false;
