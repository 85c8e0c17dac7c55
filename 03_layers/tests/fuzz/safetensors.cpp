// For libFuzzer: CMake option GRADUS_FUZZ.
#include "targets.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  return gradus::testing::fuzz_one(gradus::testing::safetensors_target, data, size);
}
