// mistake: seed-not-used
// region: augmentation/sample
// message: the seed is not used
if (transform.training_only() && !training) continue;
const RandomStream stream(0, name, step);
transform.apply(now.data(), next.data(), size, SampleRandom(stream, sample));
