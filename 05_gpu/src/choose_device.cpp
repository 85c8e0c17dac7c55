// A device by the name that a command line has for it.
#include <gradus/common/error.h>
#include <gradus/gpu/choose_device.h>
#include <gradus/gpu/device.h>
#include <gradus/gpu/register_kernels.h>

namespace gradus::cuda {
namespace {

bool has_gpu() {
  int count = 0;
  const bool found = !is_emulated() && cudaGetDeviceCount(&count) == cudaSuccess && count > 0;
  cudaGetLastError();  // that there is none is no error of the next launch
  return found;
}

// Throws unless this program knows a device of that name.
void check_name(const std::string& name) {
  if (name == "cuda" && !has_gpu())
    fail(is_emulated()
             ? "--device cuda: this program was built without nvcc; `./learn train` builds the one "
               "for the GPU where both are there. Else --device cpu, or cuda-emulated: the same "
               "kernels on the CPU, for looking on"
             : "--device cuda: there is no GPU here that CUDA can use (does nvidia-smi see it?); "
               "--device cpu needs none");
  if (name == "cuda-emulated" && !is_emulated())
    fail(
        "--device cuda-emulated: this program was built for the GPU; take the one of the same name "
        "without -gpu at its end, as `./learn train` does");
  if (name != "auto" && name != "cpu" && name != "cuda" && name != "cuda-emulated")
    fail("--device ", name, ": there are cpu, cuda, cuda-emulated and auto");
}

}  // namespace

Device choose_device(const std::string& name) {
  check_name(name);
  // exercise: train-on-the-gpu/choose
  //| "cpu" is the CPU. "auto" is a GPU where has_gpu() finds a real one, else the CPU. The other names, all of which
  //| this program knows by now, mean the GPU, or what plays it, and whoever gets that wants to compute there at once.
  if (name == "cpu" || (name == "auto" && !has_gpu())) return cpu;
  register_kernels();
  return gpu;
  // end exercise
}

}  // namespace gradus::cuda
