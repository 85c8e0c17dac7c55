// mistake: never-looks
// region: caching-allocator/take
// from: 33
// message: a block that lies in its pool was not taken
static_cast<void>(stream);
