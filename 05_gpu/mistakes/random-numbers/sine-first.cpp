// mistake: sine-first
// region: random-numbers/normal
// message: sine and cosine are exchanged
const double u = 1 - to_uniform64(words[0], words[1]);
const double v = to_uniform64(words[2], words[3]);
const std::array<double, 2> pair = box_muller(u, v);
number[0] = static_cast<T>(pair[1]);
number[1] = static_cast<T>(pair[0]);
