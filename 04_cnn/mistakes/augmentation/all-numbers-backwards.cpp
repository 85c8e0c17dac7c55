// mistake: all-numbers-backwards
// region: augmentation/mirror
// message: this is half a turn
std::reverse_copy(from, from + height * width, to);
