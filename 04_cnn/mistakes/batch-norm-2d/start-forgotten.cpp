// mistake: start-forgotten
// region: batch-norm-2d/moments
// message: is how far the mean lies from start, not the mean itself
return {distance, std::max(0.0, square - distance * distance)};
