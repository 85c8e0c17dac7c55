#include <gradus/gpu/check.h>
#include <gradus/gpu/device.h>

#include <iomanip>
#include <sstream>

namespace gradus::cuda {

bool is_emulated() {
#ifdef GRADUS_CUDA_ON_CPU
  return true;
#else
  return false;
#endif
}

std::string description() {
  cudaDeviceProp properties{};
  check(cudaGetDeviceProperties(&properties, 0), "description");
  if (is_emulated()) return "emulated on the CPU (slow; for tests and learning)";
  int version = 0;
  check(cudaRuntimeGetVersion(&version), "description");
  std::ostringstream text;
  text << properties.name << ", " << std::fixed << std::setprecision(0)
       << static_cast<double>(properties.totalGlobalMem) / (1 << 30) << " GiB, sm_"
       << properties.major << properties.minor << ", CUDA " << version / 1000 << '.'
       << version % 1000 / 10;
  return text.str();
}

}  // namespace gradus::cuda
