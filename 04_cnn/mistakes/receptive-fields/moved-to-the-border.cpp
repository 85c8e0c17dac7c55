// mistake: moved-to-the-border
// region: receptive-fields/paths
// message: in the padding no path begins
for (Index p = 0; p < out; ++p)
  for (Index k = 0; k < layer.kernel; ++k) {
    const Index q = std::clamp<Index>(p * layer.stride - layer.padding + k * layer.dilation, 0, in - 1);
    before[static_cast<std::size_t>(q)] += counts[static_cast<std::size_t>(p)];
  }
