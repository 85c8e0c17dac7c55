// mistake: asks-for-the-margin
// region: two-moons/accuracy
// message: a score within the margin is on the right side all the same
for (std::size_t i = 0; i < scores.size(); ++i) right += scores[i].data() * labels[i] >= 1;
