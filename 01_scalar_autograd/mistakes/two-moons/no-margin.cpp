// mistake: no-margin
// region: two-moons/hinge-loss
// message: still costs something within a margin of 1
Scalar sum = 0.0;
for (std::size_t i = 0; i < scores.size(); ++i) sum += relu(-labels[i] * scores[i]);
return sum / static_cast<double>(scores.size());
