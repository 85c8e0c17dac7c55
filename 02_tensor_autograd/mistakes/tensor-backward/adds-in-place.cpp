// mistake: adds-in-place
// region: tensor-backward/accumulate
// from: 11
// message: both were the same memory
  if (slot.defined())
    run_into(ops::add, {&slot.array(), &gradient.array()}, {&slot.array()});
  else
    slot = gradient;
