// mistake: offset-not-taken-back
// region: elementwise/next-row
// message: take back what its indices had added
      for (int axis = inner - 1; axis >= 0; --axis) {
        for (std::size_t n = 0; n < N; ++n) offset[n] += loop.stride[axis][n];
        if (++index[axis] < loop.size[axis]) break;
        index[axis] = 0;
      }
