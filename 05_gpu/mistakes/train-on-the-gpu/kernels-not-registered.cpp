// mistake: kernels-not-registered
// region: train-on-the-gpu/choose
// message: nobody registered the kernels
if (name == "cpu" || (name == "auto" && !has_gpu())) return cpu;
return gpu;
