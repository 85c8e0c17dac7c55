// mistake: first-axis-fastest
// region: elementwise/next-row
// message: the last of the outer axes must turn fastest
      for (int axis = 0; axis < inner; ++axis) {
        for (std::size_t n = 0; n < N; ++n) offset[n] += loop.stride[axis][n];
        if (++index[axis] < loop.size[axis]) break;
        for (std::size_t n = 0; n < N; ++n) offset[n] -= index[axis] * loop.stride[axis][n];
        index[axis] = 0;
      }
