// mistake: emulated-by-default
// region: train-on-the-gpu/choose
// message: not what anybody wants unless they ask for it
if (name == "cpu") return cpu;
register_kernels();
return gpu;
