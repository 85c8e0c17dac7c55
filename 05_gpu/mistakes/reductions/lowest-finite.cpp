// mistake: lowest-finite
// region: reductions/nothing
// message: -infinity is below the lowest finite number
return std::numeric_limits<T>::lowest();
