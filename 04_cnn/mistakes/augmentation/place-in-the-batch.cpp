// mistake: place-in-the-batch
// region: augmentation/sample
// from: 28
// message: what an image gets depends on its place in the batch
if (transform.training_only() && !training) continue;
const RandomStream stream(seed_, name, step);
transform.apply(now.data(), next.data(), size, SampleRandom(stream, row));
