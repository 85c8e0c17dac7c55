// mistake: counts-ignored
// region: receptive-fields/spread
// message: each place must be counted as often
double squares = 0;
for (std::size_t i = 0; i < counts.size(); ++i) {
  const double distance = static_cast<double>(i) - mean;
  squares += distance * distance;
}
return std::sqrt(squares / total);
