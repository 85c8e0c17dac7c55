// mistake: one-block-a-task
// region: fused-optimizers/add-task
// message: only the first chunk of each parameter moved
first_block[tasks + 1] = first_block[tasks] + (elements > 0 ? 1 : 0);
++tasks;
