// mistake: one-stream-for-all
// region: augmentation/sample
// message: the second flip always undoes the first
if (transform.training_only() && !training) continue;
const RandomStream stream(seed_, "augmentation", step);
transform.apply(now.data(), next.data(), size, SampleRandom(stream, sample));
