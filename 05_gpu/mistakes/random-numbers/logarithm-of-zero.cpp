// mistake: logarithm-of-zero
// region: random-numbers/normal
// message: the logarithm infinite
const std::array<double, 2> pair =
    box_muller(to_uniform64(words[0], words[1]), to_uniform64(words[2], words[3]));
number[0] = static_cast<T>(pair[0]);
number[1] = static_cast<T>(pair[1]);
