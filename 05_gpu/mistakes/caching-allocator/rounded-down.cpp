// mistake: rounded-down
// region: caching-allocator/size-class
// message: the class is smaller than what was asked for
const std::size_t step = std::max<std::size_t>(512, std::bit_floor(bytes) / 8);
return std::max<std::size_t>(bytes / step * step, 512);
