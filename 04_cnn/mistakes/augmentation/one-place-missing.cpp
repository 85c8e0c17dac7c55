// mistake: one-place-missing
// region: augmentation/crop
// message: there are 2 padding + 1 places for the window
shift(from, to, size, random.between(0, -padding_, padding_ - 1), random.between(1, -padding_, padding_ - 1),
      fill_);
