// mistake: unguarded-tail
// region: fused-optimizers/chunk
// message: behind its task's last element
return {Index{kChunk} * (block - first_block[task]), kChunk};
