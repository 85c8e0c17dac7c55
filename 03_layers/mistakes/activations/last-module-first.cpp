// mistake: last-module-first
// region: activations/sequential
// message: the first one comes first
Tensor x = input;
for (auto part = parts_.rbegin(); part != parts_.rend(); ++part) x = (*part)->forward(x);
return x;
