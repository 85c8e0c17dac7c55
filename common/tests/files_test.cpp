#include <gmock/gmock.h>
#include <gradus/common/error.h>
#include <gradus/common/files.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <zlib.h>

#include <csignal>
#include <filesystem>
#include <string>

namespace gradus {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

class Files : public ::testing::Test {
 protected:
  Files() {
    std::string name = (fs::temp_directory_path() / "gradus-files-XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
  }
  ~Files() override { fs::remove_all(folder_); }
  int entries() const {
    return static_cast<int>(
        std::distance(fs::directory_iterator(folder_), fs::directory_iterator()));
  }
  fs::path folder_;
};

std::string gzip(const std::string& bytes) {
  z_stream stream{};
  deflateInit2(&stream, 6, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
  std::string packed(deflateBound(&stream, bytes.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

std::string sample(std::size_t size) {
  std::string bytes(size, '\0');
  unsigned state = 1;
  for (char& byte : bytes) byte = static_cast<char>((state = state * 1103515245u + 12345u) >> 24);
  return bytes;
}

TEST_F(Files, ComeBackAsTheyWereWritten) {
  for (const std::size_t size : {0u, 1u, 1u << 18, (1u << 18) + 1, 3'000'000u}) {
    write_file(folder_ / "file", sample(size));
    EXPECT_EQ(read_file(folder_ / "file"), sample(size)) << size;
  }
  EXPECT_EQ(entries(), 1) << "a temporary file was left";
}

TEST_F(Files, MissingFoldersAreMade) {
  write_file(folder_ / "a" / "b" / "file", "content");
  EXPECT_EQ(read_file(folder_ / "a" / "b" / "file"), "content");
}

TEST_F(Files, WhatCannotBeReadIsNamedWithTheReason) {
  EXPECT_THAT([&] { read_file(folder_ / "missing"); },
              ThrowsMessage<Error>(
                  AllOf(HasSubstr((folder_ / "missing").string()), HasSubstr("No such file"))));
  EXPECT_THAT([&] { read_file(folder_); }, ThrowsMessage<Error>(HasSubstr("directory")));
}

TEST_F(Files, WhatCannotBeWrittenIsNamedWithTheReason) {
  write_file(folder_ / "file", "x");
  EXPECT_THAT([&] { write_file(folder_ / "file" / "below", "x"); },
              ThrowsMessage<Error>(HasSubstr((folder_ / "file" / "below").string())));
  EXPECT_THROW(write_file(folder_, "x"), Error);
  EXPECT_EQ(entries(), 1);
}

TEST_F(Files, WritingKeepsASymbolicLink) {
  write_file(folder_ / "target", "old");
  fs::create_symlink("target", folder_ / "link");
  write_file(folder_ / "link", "new");
  EXPECT_TRUE(fs::is_symlink(folder_ / "link"));
  EXPECT_EQ(read_file(folder_ / "target"), "new");
}

TEST_F(Files, ADeviceIsWrittenToAndNotReplaced) {
  write_file("/dev/null", "bytes");
  EXPECT_FALSE(fs::is_regular_file("/dev/null"));
#if defined(__linux__)
  EXPECT_THAT([] { write_file("/dev/full", "bytes"); },
              ThrowsMessage<Error>(AllOf(HasSubstr("/dev/full"), HasSubstr("No space left"))));
#endif
}

// A limit on the size of files stands for a full disk: writing stops in the middle.
TEST_F(Files, AFailedWriteLeavesTheOldContentAndNoTemporaryFile) {
  write_file(folder_ / "file", "old content");
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  ::getrlimit(RLIMIT_FSIZE, &before);
  rlimit small = before;
  small.rlim_cur = 100'000;
  ::setrlimit(RLIMIT_FSIZE, &small);
  std::string message;
  try {
    write_file(folder_ / "file", sample(300'000));
  } catch (const Error& error) {
    message = error.what();
  }
  ::setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  EXPECT_THAT(message, AllOf(HasSubstr("cannot write"), HasSubstr("file"), HasSubstr("too large")));
  EXPECT_EQ(read_file(folder_ / "file"), "old content");
  EXPECT_EQ(entries(), 1) << "a temporary file was left";
}

TEST(Gunzip, UnpacksOneMemberAndSeveral) {
  const std::string bytes = sample(700'000) + std::string(700'000, 'x');
  EXPECT_TRUE(is_gzip(gzip(bytes)));
  EXPECT_FALSE(is_gzip("\x1f"));
  EXPECT_EQ(gunzip(gzip(bytes), "file"), bytes);
  EXPECT_EQ(gunzip(gzip("one ") + gzip("") + gzip("two"), "file"), "one two");
  EXPECT_EQ(gunzip(gzip(""), "file"), "");
  EXPECT_EQ(gunzip(gzip("padded") + std::string(512, '\0'), "file"), "padded");
}

TEST(Gunzip, EveryTruncationIsAnError) {
  const std::string packed = gzip("a text that is long enough " + sample(50));
  for (std::size_t size = 0; size < packed.size(); ++size)
    EXPECT_THAT([&] { gunzip(packed.substr(0, size), "digits.gz"); },
                ThrowsMessage<Error>(AllOf(HasSubstr("digits.gz"), HasSubstr("ends too early"))))
        << size << " of " << packed.size();
}

TEST(Gunzip, DamageNeverGoesUnnoticed) {
  const std::string bytes = "a text, a text, a text " + sample(200);
  const std::string packed = gzip(bytes);
  constexpr std::size_t kHeader = 10;  // holds a time and flags, which no checksum covers
  constexpr std::size_t kTrailer = 8;  // checksum and size
  int errors = 0;
  for (std::size_t i = kHeader; i < packed.size(); ++i) {
    std::string damaged = packed;
    damaged[i] = static_cast<char>(damaged[i] ^ 0x10);
    try {
      // A bit that fills up a byte means nothing; then the bytes are the right ones.
      EXPECT_EQ(gunzip(damaged, "digits.gz"), bytes) << "byte " << i;
      EXPECT_LT(i, packed.size() - kTrailer);
    } catch (const Error& error) {
      EXPECT_THAT(error.what(), HasSubstr("digits.gz"));
      ++errors;
    }
  }
  EXPECT_GE(errors, static_cast<int>(packed.size() - kHeader) - 2);
}

TEST(Gunzip, OtherBytesAreAnError) {
  EXPECT_THAT([] { gunzip("<html>not found</html>", "digits.gz"); },
              ThrowsMessage<Error>(HasSubstr("damaged gzip data")));
  EXPECT_THAT([] { gunzip(gzip("x") + "tail", "digits.gz"); },
              ThrowsMessage<Error>(HasSubstr("4 bytes follow")));
}

TEST(Gunzip, AnAbsurdSizeIsAnErrorAndNotAllMemory) {
  const std::string bomb = gzip(std::string(20'000'000, '\0'));
  EXPECT_LT(bomb.size(), 30'000u);
  EXPECT_THAT([&] { gunzip(bomb, "bomb.gz", 1'000'000); },
              ThrowsMessage<Error>(AllOf(HasSubstr("bomb.gz"), HasSubstr("1000000 bytes"))));
  EXPECT_EQ(gunzip(bomb, "bomb.gz", 20'000'000).size(), 20'000'000u);
}

TEST_F(Files, ReadMaybeGzipTakesBoth) {
  write_file(folder_ / "plain", "text");
  write_file(folder_ / "packed.gz", gzip("text"));
  EXPECT_EQ(read_maybe_gzip(folder_ / "plain"), "text");
  EXPECT_EQ(read_maybe_gzip(folder_ / "packed.gz"), "text");
}

}  // namespace
}  // namespace gradus
