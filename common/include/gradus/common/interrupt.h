#pragma once

namespace gradus {

/// From now on the first SIGINT (Ctrl-C) or SIGTERM only sets a flag, so that a program can stop
/// at a good place. A second one ends the program at once.
void catch_interrupts();

/// Whether a signal was caught. Long loops ask this once a turn.
bool interrupted();

/// The signal that was caught, or 0.
int interrupt_signal();

}  // namespace gradus
