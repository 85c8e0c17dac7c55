// mistake: overwritten
// region: receptive-fields/paths
// from: 1
// message: add them, do not overwrite
for (Index p = 0; p < out; ++p)
  for (Index k = 0; k < layer.kernel; ++k) {
    const Index q = p * layer.stride - layer.padding + k * layer.dilation;
    if (q >= 0 && q < in) before[static_cast<std::size_t>(q)] = std::max(before[static_cast<std::size_t>(q)], counts[static_cast<std::size_t>(p)]);
  }
