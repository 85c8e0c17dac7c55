#include <gradus/cnn/winograd.h>

#include "convolution_calls.h"
