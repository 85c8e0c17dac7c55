#include "bad_label.h"

#include <gradus/common/error.h>
#include <gradus/gpu/device.h>
#include <gradus/gpu/pinned.h>

#include <new>

namespace gradus::cuda {

BadLabel* bad_label() {
  static BadLabel* const found = [] {
    static PinnedMemory memory(sizeof(BadLabel));
    check_after_copies(throw_bad_label);
    return new (memory.data()) BadLabel;
  }();
  return found;
}

void throw_bad_label() {
  volatile BadLabel& found = *bad_label();
  const Index sample = found.sample, label = found.label, classes = found.classes;
  if (sample < 0) return;
  found.sample = -1;
  fail("cross_entropy: label ", label, " of sample ", sample, " is not from 0 to ", classes - 1);
}

}  // namespace gradus::cuda
