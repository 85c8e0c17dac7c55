#pragma once
#include <gradus/cuda_on_cpu/trace.h>

#include <string>
#include <vector>

namespace gradus::cuda_on_cpu {

/// The text of an SVG file; see Trace::draw.
std::string picture_of(const std::vector<Traffic>& global, const std::vector<Traffic>& shared);

}  // namespace gradus::cuda_on_cpu
