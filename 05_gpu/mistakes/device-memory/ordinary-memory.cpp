// mistake: ordinary-memory
// region: device-memory/pinned
// message: ordinary memory: the operating system may move it
data_ = static_cast<std::byte*>(std::malloc(bytes > 0 ? bytes : 1));
