#pragma once
#include <string>
#include <vector>

namespace gradus::cuda_on_cpu {

/// `tile.cu:41` of each place in the program's code (return addresses), from its debug information
/// by way of the program addr2line; where there is none, the address.
std::vector<std::string> places_of(const std::vector<const void*>& code);
/// Of one.
std::string place_of(const void* code);

/// Whether a place lies in the program's own variables: global ones, and those of the calling
/// thread.
bool is_program_data(const void* place);

}  // namespace gradus::cuda_on_cpu
