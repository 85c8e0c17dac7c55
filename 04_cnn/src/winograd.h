#pragma once
#include "correlation.h"

namespace gradus {

// correlate() by Winograd's trick where it fits and pays, else by correlate() itself.
template <class T>
void winograd(const Correlation<T>& c, T* workspace);
// How many numbers of scratch memory winograd() needs.
template <class T>
Index winograd_workspace(const Correlation<T>& c);

}  // namespace gradus
