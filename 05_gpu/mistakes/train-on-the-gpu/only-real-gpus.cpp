// mistake: only-real-gpus
// region: train-on-the-gpu/choose
// message: were asked for, and the CPU's would run
if (name == "cpu" || !has_gpu()) return cpu;
register_kernels();
return gpu;
