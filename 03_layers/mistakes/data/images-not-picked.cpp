// mistake: images-not-picked
// region: data/batch
// from: 28
// message: the pixels must be picked with the labels
const std::uint8_t* from = pixels(i).data();
for (Index j = 0; j < area; ++j) row[static_cast<std::size_t>(j)] = scale * static_cast<float>(from[j]) + shift;
target[i] = label(sample);
