#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gradus {

/// Another program that runs beside this one and is talked to in lines.
class Process {
 public:
  /// What happens to what the program writes to its error stream.
  enum class Errors { kShow, kHide, kMerge };

  /// Starts a program, looked up in PATH, with no shell in between.
  /// @param command the program and its arguments
  /// @param environment variables that it gets besides ours
  /// @param errors shown as ours, dropped, or merged into its output
  /// @throws Error if it cannot be started
  explicit Process(const std::vector<std::string>& command,
                   const std::vector<std::pair<std::string, std::string>>& environment = {},
                   Errors errors = Errors::kShow);
  /// Closes the program's input, and ends it if it still runs after that.
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  /// Sends bytes to its input.
  /// @return false if it no longer reads
  bool write(std::string_view bytes);
  /// Tells it that no more input will come.
  void close_input();
  /// The next line of its output without the line break; nothing when it has ended its output.
  std::optional<std::string> read_line();
  /// Everything else that it writes until it ends its output.
  std::string read_all();
  /// Waits for its end.
  /// @return its exit status, or 128 + the signal that ended it
  int wait();

 private:
  bool fill();

  int child_ = -1, channel_ = -1, status_ = -1;
  std::string pending_;
};

}  // namespace gradus
