#include <gradus/bench/python_peer.h>
#include <gradus/common/error.h>
#include <gradus/common/process.h>
#include <gradus/common/threads.h>

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <optional>
#include <utility>

namespace gradus {
namespace {

using Variables = std::vector<std::pair<std::string, std::string>>;

std::string variable_or(const char* name, const std::string& otherwise) {
  const char* value = std::getenv(name);
  return value && *value ? value : otherwise;
}

bool has_avx512() {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx512f");
#else
  return false;
#endif
}

Variables peer_environment() {
  Variables variables;
  const std::string here = variable_or("GRADUS_BENCH_SCRIPTS", GRADUS_BENCH_PYTHON);
  variables.emplace_back("PYTHONPATH", here + ":" + variable_or("PYTHONPATH", here));
  variables.emplace_back("PYTHONDONTWRITEBYTECODE", "1");
  for (const char* name : {"OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"})
    variables.emplace_back(name, variable_or(name, std::to_string(num_threads())));
  if (has_avx512() && std::getenv("OPENBLAS_CORETYPE") == nullptr) {
    variables.emplace_back("OPENBLAS_CORETYPE", "SkylakeX");
    static bool said = false;
    if (!std::exchange(said, true))
      std::cout << "Peers run with OPENBLAS_CORETYPE=SkylakeX (this processor has AVX-512).\n";
  }
  return variables;
}

}  // namespace

struct PythonPeer::State {
  std::optional<Process> process;
  std::string script, name;

  double ask(int repetitions, const std::string& case_name) {
    process->write("run " + std::to_string(repetitions) + " " + case_name + "\n");
    const auto answer = process->read_line();
    if (!answer) fail(script, " ended while it ran '", case_name, "'");
    if (*answer == "unknown") return -1;
    char* end = nullptr;
    const double seconds = std::strtod(answer->c_str(), &end);
    if (*end != '\0') fail(script, ": '", case_name, "': ", *answer);
    return seconds;
  }
};

namespace {

// The Python to use: the one asked for; else the one in PATH, or the system's own, whichever has
// what the peer needs.
std::vector<std::string> pythons() {
  const std::string wish = variable_or("GRADUS_PYTHON", "");
  if (!wish.empty()) return {wish};
  return {"python3", "/usr/bin/python3"};
}

}  // namespace

PythonPeer::PythonPeer(const std::string& script, const std::vector<std::string>& arguments,
                       std::source_location where)
    : state_(std::make_shared<State>()) {
  const std::string beside = std::filesystem::path(where.file_name()).parent_path().string();
  const auto path = std::filesystem::path(variable_or("GRADUS_BENCH_SCRIPTS", beside)) / script;
  state_->script = script;
  std::string why;
  if (!std::filesystem::exists(path)) why = "there is no " + path.string();
  for (const std::string& python : why.empty() ? pythons() : std::vector<std::string>{}) {
    std::string reason;
    try {
      std::vector<std::string> command{python, path.string()};
      command.insert(command.end(), arguments.begin(), arguments.end());
      state_->process.emplace(command, peer_environment());
      const std::string first = state_->process->read_line().value_or("it ended at once");
      if (first.starts_with("ready ")) {
        state_->name = first.substr(6);
        return;
      }
      reason = first.starts_with("missing ") ? first.substr(8) : first;
    } catch (const Error& error) {
      reason = error.what();
    }
    state_->process.reset();
    if (why.empty()) why = reason;  // what the first one lacks
  }
  std::cout << "Peer " << script << " is missing (" << why << "); its columns stay empty.\n";
}

bool PythonPeer::available() const { return state_->process.has_value(); }

std::string PythonPeer::name() const { return state_->name; }

Measure PythonPeer::measure(const std::string& case_name) const {
  if (!available() || state_->ask(1, case_name) < 0) return {};
  return Measure::repeated(
      [state = state_, case_name](int repetitions) { return state->ask(repetitions, case_name); },
      state_->name);
}

}  // namespace gradus
