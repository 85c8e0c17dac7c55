#include <gradus/scalar_autograd/tape.h>

namespace gradus::scalar {

void backward(TapeValue result) {
  if (!result.tape) return;  // a constant moves with nothing
  std::vector<Tape::Entry>& entries = result.tape->entries;
  // exercise: tape/backward
  //| The three things that backward(const Value&) does: clear what was computed, start at the
  //| result (it is at result.index), hand gradients on. `entries` is in the right order already.
  for (Tape::Entry& entry : entries)
    if (entry.a != 0 || entry.b != 0) entry.grad = 0;
  entries[result.index].grad += 1;
  for (std::size_t i = result.index; i > 0; --i) {
    const Tape::Entry& entry = entries[i];
    const double grad = entry.grad;
    entries[entry.a].grad += grad * entry.da;
    entries[entry.b].grad += grad * entry.db;
  }
  // end exercise
}

}  // namespace gradus::scalar
