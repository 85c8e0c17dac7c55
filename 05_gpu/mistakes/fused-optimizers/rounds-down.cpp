// mistake: rounds-down
// region: fused-optimizers/add-task
// message: what fills no whole block was left out
first_block[tasks + 1] = first_block[tasks] + static_cast<int>(elements / kChunk);
++tasks;
