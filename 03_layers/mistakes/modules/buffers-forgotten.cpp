// mistake: buffers-forgotten
// region: modules/load
// message: parameters were loaded, buffers were not
if (info(to.dtype).is_floating_point) run_into(ops::copy, {&from}, {&to}, CopyAttributes{to.dtype});
