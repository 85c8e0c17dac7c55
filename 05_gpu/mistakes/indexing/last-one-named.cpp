// mistake: last-one-named
// region: indexing/inside
// message: the last wrong position was named
if (position >= 0 && position < size) return true;
const unsigned long long number = call + static_cast<unsigned long long>(element);
if (atomicMin(note, number) != ~0ull) atomicExch(note, number);
return false;
