// mistake: same-number-for-both
// region: augmentation/crop
// message: both directions are moved by the same number
shift(from, to, size, random.between(0, -padding_, padding_), random.between(0, -padding_, padding_), fill_);
