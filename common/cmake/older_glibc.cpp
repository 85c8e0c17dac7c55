// For programs that are carried to other machines (gpu-check --pack): the static run-time library
// of g++ asks for a function that glibc has since 2.36 only, for std::random_device. Here it is by
// an older call, and nobody outside of the program sees it.
#include <sys/random.h>

extern "C" __attribute__((visibility("hidden"))) unsigned arc4random() {
  unsigned number = 0;
  while (getrandom(&number, sizeof number, 0) != sizeof number) {
  }
  return number;
}
