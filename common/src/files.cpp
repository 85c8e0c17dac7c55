#include <fcntl.h>
#include <gradus/common/error.h>
#include <gradus/common/files.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <string>
#include <system_error>

namespace gradus {
namespace {

[[noreturn]] void fail_because(const char* what, const std::filesystem::path& path, int reason) {
  fail(what, ' ', path.string(), ": ", std::generic_category().message(reason));
}

// A file descriptor that closes itself.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() { close(); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  int get() const { return number_; }
  int close() {
    const int result = number_ < 0 ? 0 : ::close(number_);
    number_ = -1;
    return result;
  }

 private:
  int number_;
};

// Returns 0, or the reason why not all bytes could be written.
int write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(descriptor, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return errno;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return 0;
}

int write_temporary(const std::filesystem::path& temporary, std::string_view bytes) {
  Descriptor file(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
  if (file.get() < 0) return errno;
  if (const int reason = write_all(file.get(), bytes)) return reason;
  if (::fsync(file.get()) != 0) return errno;
  return file.close() == 0 ? 0 : errno;
}

}  // namespace

std::string read_file(const std::filesystem::path& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) fail_because("cannot read", path, errno);
  std::string bytes;
  struct stat status {};
  if (::fstat(file.get(), &status) == 0 && S_ISREG(status.st_mode))
    bytes.reserve(static_cast<std::size_t>(status.st_size));
  constexpr std::size_t kPiece = 1 << 18;
  while (true) {
    const std::size_t size = bytes.size();
    bytes.resize(size + kPiece);
    const ssize_t count = ::read(file.get(), bytes.data() + size, kPiece);
    const int reason = errno;
    bytes.resize(size + static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
    if (count == 0) return bytes;
    if (count < 0 && reason != EINTR) fail_because("cannot read", path, reason);
  }
}

void write_file(const std::filesystem::path& path, std::string_view bytes) {
  std::error_code ignored;
  // Through a symbolic link, so that its target is replaced and not the link.
  std::filesystem::path target = std::filesystem::weakly_canonical(path, ignored);
  if (target.empty()) target = path;

  if (std::filesystem::exists(target, ignored) &&
      !std::filesystem::is_regular_file(target, ignored)) {
    const Descriptor device(::open(target.c_str(), O_WRONLY | O_CLOEXEC));
    if (device.get() < 0) fail_because("cannot write", path, errno);
    if (const int reason = write_all(device.get(), bytes))
      fail_because("cannot write", path, reason);
    return;
  }

  const std::filesystem::path folder = target.has_parent_path() ? target.parent_path() : ".";
  std::error_code reason;
  std::filesystem::create_directories(folder, reason);
  if (reason) fail_because("cannot make the folder of", path, reason.value());

  static std::atomic<unsigned> count{0};
  std::filesystem::path temporary = target;
  temporary += ".tmp-" + std::to_string(::getpid()) + "-" + std::to_string(count++);
  int error = write_temporary(temporary, bytes);
  if (error == 0 && ::rename(temporary.c_str(), target.c_str()) != 0) error = errno;
  if (error != 0) {
    ::unlink(temporary.c_str());
    fail_because("cannot write", path, error);
  }
  // The new name itself reaches the disk with its folder.
  const Descriptor directory(::open(folder.c_str(), O_RDONLY | O_CLOEXEC));
  if (directory.get() >= 0) ::fsync(directory.get());
}

}  // namespace gradus
