// mistake: sum-not-mean
// region: receptive-fields/spread
// message: the sum of the squares, not their mean
double squares = 0;
for (std::size_t i = 0; i < counts.size(); ++i) {
  const double distance = static_cast<double>(i) - mean;
  squares += counts[i] * distance * distance;
}
return std::sqrt(squares);
