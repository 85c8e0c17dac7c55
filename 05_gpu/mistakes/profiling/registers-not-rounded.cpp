// mistake: registers-not-rounded
// region: profiling/registers
// message: registers are given to a warp by the 256
by_registers = on.registers / (kernel.registers * kWarp * warps);
