#pragma once
// The toolkit's header of this name, for the host compiler; see cuda_runtime.h.
#include <gradus/cuda_on_cpu/pipeline.h>
