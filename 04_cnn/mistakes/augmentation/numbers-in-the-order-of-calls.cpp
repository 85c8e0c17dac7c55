// mistake: numbers-in-the-order-of-calls
// region: augmentation/sample
// message: the numbers depend on how often somebody asked
if (transform.training_only() && !training) continue;
static Index calls = 0;
const RandomStream stream(seed_, name, step);
transform.apply(now.data(), next.data(), size, SampleRandom(stream, calls++));
