// mistake: same-in-every-epoch
// region: augmentation/sample
// message: each sample looks the same in every epoch
if (transform.training_only() && !training) continue;
const RandomStream stream(seed_, name);
transform.apply(now.data(), next.data(), size, SampleRandom(stream, sample));
