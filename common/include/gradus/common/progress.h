#pragma once
#include <chrono>
#include <cstdint>
#include <iosfwd>
#include <string>

namespace gradus {

/// A duration of so many `seconds` for people: "0.4 s", "12 s", "3 min 20 s", "2 h 05 min".
std::string format_duration(double seconds);

/// Whether a stream is std::cout or std::cerr and ends in a terminal that can move its cursor.
bool is_terminal(const std::ostream& stream);

/// Shows how far a long task is.
///
/// On a terminal one line that redraws itself: bar, count, rate, time left, note. Elsewhere (a
/// file, a CI log) plain lines, one for each tenth of the work or each half minute.
class Progress {
 public:
  /// @param label what is going on, for instance "epoch 1"
  /// @param total the amount of work; 0 or less when it is not known
  /// @param out where to write
  explicit Progress(std::string label, std::int64_t total, std::ostream& out);
  /// As above, to std::cerr.
  explicit Progress(std::string label, std::int64_t total);
  /// Leaves the line as it is and starts a new one.
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// Says how much is done, and in a `note` perhaps something about it ("loss 0.31"). Cheap: it
  /// writes only when there is something new to see.
  void update(std::int64_t done, const std::string& note = "");

  /// Everything is done: the last line, with the time it took and a last `note`.
  void finish(const std::string& note = "");

 private:
  using Clock = std::chrono::steady_clock;
  std::string text(const std::string& note) const;
  void draw(const std::string& note);

  std::string label_;
  std::int64_t total_, done_ = 0, shown_tenth_ = 0;
  std::ostream& out_;
  bool terminal_, finished_ = false, drawn_ = false;
  Clock::time_point start_, shown_;
};

}  // namespace gradus
