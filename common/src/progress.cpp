#include <gradus/common/progress.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <iomanip>
#include <iostream>
#include <sstream>
#include <string_view>

namespace gradus {
namespace {

constexpr std::chrono::milliseconds kRedraw{100};
constexpr std::chrono::seconds kQuiet{30};  // the longest silence where lines stay
constexpr int kBar = 24;

double seconds(std::chrono::steady_clock::duration time) {
  return std::chrono::duration<double>(time).count();
}

std::string format_rate(double rate) {
  std::ostringstream out;
  if (rate >= 10)
    out << std::llround(rate);
  else
    out << std::setprecision(2) << rate;
  return out.str() + "/s";
}

std::size_t terminal_width() {
  winsize size{};
  if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  return 80;
}

}  // namespace

std::string format_duration(double time) {
  std::ostringstream out;
  if (!(time >= 0) || std::isinf(time)) return "? s";
  if (time < 9.95) {
    out << std::fixed << std::setprecision(1) << time << " s";
  } else if (time < 59.5) {
    out << std::llround(time) << " s";
  } else if (const long long all = std::llround(time); all < 3600) {
    out << all / 60 << " min " << std::setw(2) << std::setfill('0') << all % 60 << " s";
  } else {
    out << all / 3600 << " h " << std::setw(2) << std::setfill('0') << all % 3600 / 60 << " min";
  }
  return out.str();
}

bool is_terminal(const std::ostream& stream) {
  const int number = &stream == &std::cout   ? STDOUT_FILENO
                     : &stream == &std::cerr ? STDERR_FILENO
                                             : -1;
  const char* kind = std::getenv("TERM");
  return number >= 0 && isatty(number) && kind && std::string_view(kind) != "dumb";
}

Progress::Progress(std::string label, std::int64_t total, std::ostream& out)
    : label_(std::move(label)),
      total_(total),
      out_(out),
      terminal_(is_terminal(out)),
      start_(Clock::now()),
      shown_(start_) {}

Progress::Progress(std::string label, std::int64_t total)
    : Progress(std::move(label), total, std::cerr) {}

Progress::~Progress() {
  if (terminal_ && drawn_ && !finished_) out_ << std::endl;
}

void Progress::update(std::int64_t done, const std::string& note) {
  done_ = done;
  const auto since = Clock::now() - shown_;
  if (terminal_) {
    if (!drawn_ || since >= kRedraw) draw(note);
    return;
  }
  const std::int64_t tenth = total_ > 0 ? 10 * std::min(done, total_) / total_ : 0;
  // The whole is finish's to tell.
  if ((tenth > shown_tenth_ && done < total_) || since >= kQuiet) draw(note);
  shown_tenth_ = std::max(shown_tenth_, tenth);
}

void Progress::finish(const std::string& note) {
  if (finished_) return;
  finished_ = true;
  if (total_ > 0) done_ = total_;
  draw(note);
}

std::string Progress::text(const std::string& note) const {
  const double time = seconds(Clock::now() - start_);
  std::ostringstream out;
  out << label_;
  if (total_ > 0) {
    const double share =
        std::clamp(static_cast<double>(done_) / static_cast<double>(total_), 0., 1.);
    if (terminal_) {
      const int full = static_cast<int>(share * kBar);
      out << " [" << std::string(full, '=') << std::string(kBar - full, ' ') << ']';
    }
    out << ' ' << std::setw(3) << static_cast<int>(100 * share) << " %";
    out << "  " << done_ << '/' << total_;
  } else {
    out << "  " << done_;
  }
  if (done_ > 0 && time > 0) {
    const double rate = static_cast<double>(done_) / time;
    out << "  " << format_rate(rate);
    if (finished_)
      out << "  " << format_duration(time);
    else if (total_ > done_)
      out << "  " << format_duration(static_cast<double>(total_ - done_) / rate) << " left";
  }
  if (!note.empty()) out << "  " << note;
  return out.str();
}

void Progress::draw(const std::string& note) {
  std::string line = text(note);
  if (terminal_) {
    // A line that wraps could not be redrawn.
    if (!finished_) line.resize(std::min(line.size(), terminal_width() - 1));
    out_ << '\r' << line << "\x1b[K";
    if (finished_) out_ << '\n';
  } else {
    out_ << line << '\n';
  }
  out_.flush();
  drawn_ = true;
  shown_ = Clock::now();
}

}  // namespace gradus
