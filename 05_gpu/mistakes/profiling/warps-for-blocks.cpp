// mistake: warps-for-blocks
// region: profiling/registers
// message: how many blocks are these
by_registers = on.registers / kParts / round_up(kernel.registers * kWarp, kRegisterStep) * kParts;
