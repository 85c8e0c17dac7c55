// mistake: divided-by-places
// region: receptive-fields/spread
// message: divided by the number of places
double squares = 0;
for (std::size_t i = 0; i < counts.size(); ++i) {
  const double distance = static_cast<double>(i) - mean;
  squares += counts[i] * distance * distance;
}
return std::sqrt(squares / static_cast<double>(counts.size()));
