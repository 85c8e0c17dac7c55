#include <fcntl.h>
#include <gradus/common/error.h>
#include <gradus/common/process.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <system_error>
#include <thread>

extern char** environ;

namespace gradus {
namespace {

#if !defined(MSG_NOSIGNAL)
constexpr int MSG_NOSIGNAL = 0;  // macOS has a socket option instead
#endif

std::vector<std::string> merged_environment(
    const std::vector<std::pair<std::string, std::string>>& more) {
  std::vector<std::string> all;
  for (char** entry = environ; *entry; ++entry) {
    const std::string_view text = *entry;
    const std::string_view name = text.substr(0, text.find('='));
    bool replaced = false;
    for (const auto& [key, value] : more) replaced |= key == name;
    if (!replaced) all.emplace_back(text);
  }
  for (const auto& [key, value] : more) all.push_back(key + "=" + value);
  return all;
}

std::vector<char*> pointers(const std::vector<std::string>& texts) {
  std::vector<char*> result;
  result.reserve(texts.size() + 1);
  for (const auto& text : texts) result.push_back(const_cast<char*>(text.c_str()));
  result.push_back(nullptr);
  return result;
}

}  // namespace

Process::Process(const std::vector<std::string>& command,
                 const std::vector<std::pair<std::string, std::string>>& environment,
                 Errors errors) {
  // One socket for both directions: writing to a program that has ended then gives an error and
  // no signal.
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()) != 0)
    fail("cannot start ", command.at(0), ": ", std::generic_category().message(errno));
  for (const int end : ends) ::fcntl(end, F_SETFD, FD_CLOEXEC);
#if defined(SO_NOSIGPIPE)
  const int on = 1;
  ::setsockopt(ends[0], SOL_SOCKET, SO_NOSIGPIPE, &on, sizeof on);
#endif

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  if (errors == Errors::kMerge) posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO);
  if (errors == Errors::kHide)
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  const auto variables = merged_environment(environment);
  const int reason = ::posix_spawnp(&child_, command.at(0).c_str(), &actions, nullptr,
                                    pointers(command).data(), pointers(variables).data());
  posix_spawn_file_actions_destroy(&actions);
  ::close(ends[1]);
  channel_ = ends[0];
  if (reason != 0) {
    ::close(channel_);
    fail("cannot start ", command.at(0), ": ", std::generic_category().message(reason));
  }
}

Process::~Process() {
  ::close(channel_);
  if (status_ >= 0) return;
  // Its input has ended now; most programs take that as the end.
  for (int i = 0; i < 100; ++i) {
    if (::waitpid(child_, nullptr, WNOHANG) != 0) return;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  ::kill(child_, SIGKILL);
  ::waitpid(child_, nullptr, 0);
}

bool Process::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::send(channel_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

void Process::close_input() { ::shutdown(channel_, SHUT_WR); }

bool Process::fill() {
  std::array<char, 4096> piece;
  while (true) {
    const ssize_t count = ::read(channel_, piece.data(), piece.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    pending_.append(piece.data(), static_cast<std::size_t>(count));
    return true;
  }
}

std::optional<std::string> Process::read_line() {
  std::size_t end;
  while ((end = pending_.find('\n')) == std::string::npos)
    if (!fill()) return std::nullopt;
  std::string line = pending_.substr(0, end);
  pending_.erase(0, end + 1);
  return line;
}

std::string Process::read_all() {
  while (fill()) {
  }
  return std::exchange(pending_, {});
}

int Process::wait() {
  while (status_ < 0) {
    int status = 0;
    if (::waitpid(child_, &status, 0) < 0 && errno == EINTR) continue;
    status_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }
  return status_;
}

}  // namespace gradus
