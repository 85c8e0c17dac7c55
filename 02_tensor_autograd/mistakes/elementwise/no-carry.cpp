// mistake: no-carry
// region: elementwise/next-row
// message: when an axis has come to its end, the one before turns
      for (std::size_t n = 0; n < N; ++n) offset[n] += loop.stride[inner - 1][n];
