#pragma once
// What nvcc brings by itself, for the host compiler: the same names, done by the CPU. Only targets
// that are emulated have this folder on their include path; with nvcc the toolkit's own header of
// this name is found.
#include <gradus/cuda_on_cpu/atomics.h>
#include <gradus/cuda_on_cpu/kernel.h>
#include <gradus/cuda_on_cpu/launch.h>
#include <gradus/cuda_on_cpu/math.h>
#include <gradus/cuda_on_cpu/runtime.h>
#include <gradus/cuda_on_cpu/types.h>
#include <gradus/cuda_on_cpu/warp.h>
