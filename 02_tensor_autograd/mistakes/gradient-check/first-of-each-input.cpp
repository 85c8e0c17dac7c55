// mistake: first-of-each-input
// region: gradient-check/every-element
// from: 14
// message: only the first element of each input
  for (std::size_t input = 0; input < inputs.size(); ++input)
    if (inputs[input].numel() > 0) compare(input, unravel(0, inputs[input].shape()));
