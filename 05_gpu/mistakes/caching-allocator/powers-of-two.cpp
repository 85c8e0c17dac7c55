// mistake: powers-of-two
// region: caching-allocator/size-class
// message: with powers of two alone
return std::max<std::size_t>(512, std::bit_ceil(bytes));
