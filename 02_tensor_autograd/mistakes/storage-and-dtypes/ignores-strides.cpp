// mistake: ignores-strides
// region: storage-and-dtypes/view
// message: that is where the element would lie without gaps
    Index offset = 0;
    for (int axis = 0; axis < static_cast<int>(sizeof...(indices)); ++axis)
      offset = offset * layout_.shape[axis] + index[axis];
    return data_[offset];
