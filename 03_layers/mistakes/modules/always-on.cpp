// mistake: always-on
// region: modules/train
// message: nothing was switched off
for (const NamedModule& part : named_modules()) part.module->training_ = true;
