// mistake: labels-not-picked
// region: data/batch
// from: 28
// message: the labels must be picked with the images
const std::uint8_t* from = pixels(sample).data();
for (Index j = 0; j < area; ++j) row[static_cast<std::size_t>(j)] = scale * static_cast<float>(from[j]) + shift;
target[i] = label(i);
