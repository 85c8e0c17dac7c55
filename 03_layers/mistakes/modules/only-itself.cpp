// mistake: only-itself
// region: modules/train
// message: the modules below did not hear of it
training_ = on;
