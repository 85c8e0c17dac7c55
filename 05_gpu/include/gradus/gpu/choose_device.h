#pragma once
#include <gradus/tensor_autograd/device.h>

#include <string>

namespace gradus::cuda {

/// The device that a program's flag --device asks for, ready to be used (register_kernels()):
/// "cpu"; "cuda", a GPU; "cuda-emulated", the CPU in the part of a GPU, for tests and for looking
/// on; "auto", a GPU if this program was built for one and finds it, else the CPU.
/// @param name one of these
/// @throws Error when this program cannot give it, with the way to one that can
Device choose_device(const std::string& name);

}  // namespace gradus::cuda
