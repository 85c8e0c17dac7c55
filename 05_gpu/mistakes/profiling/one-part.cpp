// mistake: one-part
// region: profiling/registers
// message: what is left over in each does not add up
by_registers = on.registers / round_up(kernel.registers * kWarp, kRegisterStep) / warps;
