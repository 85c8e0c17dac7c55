#pragma once
#include <cstddef>
#include <functional>

namespace gradus::testing {

/// Runs `body` in a process of its own, with at most `stack_bytes` of stack and its output
/// discarded. Returns whether it came to its end: false when it crashed (a stack overflow, say) or
/// threw.
bool survives(const std::function<void()>& body, std::size_t stack_bytes = std::size_t{8} << 20);

}  // namespace gradus::testing
