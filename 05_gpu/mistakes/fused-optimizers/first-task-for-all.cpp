// mistake: first-task-for-all
// region: fused-optimizers/task-of
// message: only the first parameter moved
return 0;
