// mistake: not-centred
// region: augmentation/crop
// message: without any shift it begins at `padding`
shift(from, to, size, random.between(0, 0, 2 * padding_), random.between(1, 0, 2 * padding_), fill_);
