// What lets a training program of an earlier chapter run on the GPU: a flag, --device.
#pragma once
#include <gradus/gpu/choose_device.h>
#include <gradus/gpu/device.h>

#include <iostream>

#include "../../03_layers/examples/digit_program.h"

namespace digits {

/// The device of that name, which it says.
inline gradus::Device say_device(const std::string& name) {
  const gradus::Device device = gradus::cuda::choose_device(name);
  std::cout << "device: "
            << (device == gradus::gpu ? gradus::cuda::description() : std::string("the CPU"))
            << std::endl;
  return device;
}

/// The program's main, with the flag.
inline int run_on_a_device(int argc, char** argv, Program program) {
  program.device = say_device;
  return run_digit_program(argc, argv, program);
}

}  // namespace digits
