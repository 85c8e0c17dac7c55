// This chapter's operations, walked through.
#include "../../02_tensor_autograd/tests/operation_walk.h"
#include "operation_samples.h"
