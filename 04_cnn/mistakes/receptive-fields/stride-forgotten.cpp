// mistake: stride-forgotten
// region: receptive-fields/paths
// message: output p begins at p stride;
for (Index p = 0; p < out; ++p)
  for (Index k = 0; k < layer.kernel; ++k) {
    const Index q = p - layer.padding + k * layer.dilation;
    if (q >= 0 && q < in) before[static_cast<std::size_t>(q)] += counts[static_cast<std::size_t>(p)];
  }
