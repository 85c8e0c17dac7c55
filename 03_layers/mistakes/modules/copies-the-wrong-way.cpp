// mistake: copies-the-wrong-way
// region: modules/load
// message: it still has the values from before loading
run_into(ops::copy, {&to}, {&from}, CopyAttributes{from.dtype});
