#pragma once
#include <gradus/bench/measure.h>

#include <memory>
#include <source_location>
#include <string>
#include <vector>

namespace gradus {

/// A peer that lives in Python: one interpreter, started once, that runs one sample at a time when
/// asked over a pipe, so that its samples interleave with ours. The script says what it offers
/// with gradus_peer.serve (see bench/python/gradus_peer.py in common).
///
/// For a program that runs where it was not built, $GRADUS_BENCH_SCRIPTS is the folder that holds all
/// scripts. The interpreter is $GRADUS_PYTHON, else python3. It gets as many threads as we have
/// (OMP_NUM_THREADS and its like, where unset), and OPENBLAS_CORETYPE=SkylakeX where the processor
/// has AVX-512 and the variable is unset, because OpenBLAS falls to SSE on processors it does not
/// know; that is said once.
class PythonPeer {
 public:
  /// Starts the script. If the script or what it imports is missing, says so once; the peer's
  /// rows then stay empty.
  /// @param script a file beside the source file that names it, or an absolute path
  /// @param arguments what the script gets on its command line
  explicit PythonPeer(const std::string& script, const std::vector<std::string>& arguments = {},
                      std::source_location where = std::source_location::current());

  /// Whether it runs.
  bool available() const;
  /// What it calls itself, with its version.
  std::string name() const;
  /// Its way of doing the case called `case_name`; empty if it is not available or has no such
  /// case.
  Measure measure(const std::string& case_name) const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace gradus
