// mistake: everybody-counts
// region: promotion/result-type
// from: 19
// message: a C++ literal made the tensor twice as large
  const DType one = a.say == 0 && a.dtype == float32 ? float64 : a.dtype;
  const DType other = b.say == 0 && b.dtype == float32 ? float64 : b.dtype;
  return promote_types(one, other);
