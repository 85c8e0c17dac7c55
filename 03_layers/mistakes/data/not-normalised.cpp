// mistake: not-normalised
// region: data/batch
// message: the pixels are not normalised
const std::uint8_t* from = pixels(sample).data();
for (Index j = 0; j < area; ++j) row[static_cast<std::size_t>(j)] = static_cast<float>(from[j]) + 0 * (scale + shift);
target[i] = label(sample);
