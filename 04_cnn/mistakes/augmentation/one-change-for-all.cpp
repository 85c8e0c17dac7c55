// mistake: one-change-for-all
// region: augmentation/sample
// message: every image of the batch is changed in the same way
if (transform.training_only() && !training) continue;
const RandomStream stream(seed_, name, step);
transform.apply(now.data(), next.data(), size, SampleRandom(stream, 0));
