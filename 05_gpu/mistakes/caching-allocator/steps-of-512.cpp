// mistake: steps-of-512
// region: caching-allocator/size-class
// message: in steps of 512 bytes large sizes hardly ever find a block
return (bytes + 511) / 512 * 512;
