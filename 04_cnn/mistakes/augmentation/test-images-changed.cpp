// mistake: test-images-changed
// region: augmentation/sample
// from: 29
// message: images to measure with are changed at random
const RandomStream stream(seed_, name, step);
transform.apply(now.data(), next.data(), size, SampleRandom(stream, sample));
