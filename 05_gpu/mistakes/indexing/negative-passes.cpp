// mistake: negative-passes
// region: indexing/inside
// message: position -1 was not refused
if (position < size) return true;
atomicMin(note, call + static_cast<unsigned long long>(element));
return false;
