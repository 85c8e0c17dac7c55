// mistake: offset-twice
// region: storage-and-dtypes/view
// message: the offset counts twice
    Index offset = layout_.offset;
    for (int axis = 0; axis < static_cast<int>(sizeof...(indices)); ++axis)
      offset += index[axis] * layout_.strides[axis];
    return data_[offset];
