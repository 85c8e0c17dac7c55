// mistake: variance-not-its-root
// region: receptive-fields/spread
// message: this is the variance
double squares = 0;
for (std::size_t i = 0; i < counts.size(); ++i) {
  const double distance = static_cast<double>(i) - mean;
  squares += counts[i] * distance * distance;
}
return squares / total;
