// mistake: always-off
// region: modules/train
// message: train(on) must set what `on` says
for (const NamedModule& part : named_modules()) part.module->training_ = on && false;
