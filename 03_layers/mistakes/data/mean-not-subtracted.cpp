// mistake: mean-not-subtracted
// region: data/batch
// message: the mean was not taken away
const std::uint8_t* from = pixels(sample).data();
for (Index j = 0; j < area; ++j) row[static_cast<std::size_t>(j)] = scale * static_cast<float>(from[j]) + 0 * shift;
target[i] = label(sample);
