// mistake: smallest-positive
// region: reductions/nothing
// message: is the smallest number above 0, not the lowest
return std::numeric_limits<T>::min();
