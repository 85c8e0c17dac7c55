#include <gradus/common/error.h>
#include <gradus/common/files.h>
#include <zlib.h>

#include <algorithm>
#include <limits>
#include <new>

namespace gradus {
namespace {

// zlib's state, freed on every way out.
struct Inflater {
  z_stream stream{};
  Inflater() {
    constexpr int kGzipOnly = 16;
    if (inflateInit2(&stream, kGzipOnly + MAX_WBITS) != Z_OK) throw std::bad_alloc();
  }
  ~Inflater() { inflateEnd(&stream); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;
};

}  // namespace

bool is_gzip(std::string_view bytes) { return bytes.starts_with("\x1f\x8b"); }

std::string gunzip(std::string_view bytes, const std::string& name, std::uint64_t limit) {
  Inflater inflater;
  z_stream& stream = inflater.stream;
  std::string result;
  std::string_view rest = bytes;
  constexpr std::size_t kPiece = 1 << 18;
  while (true) {
    const std::size_t size = result.size();
    result.resize(size + kPiece);
    const auto input = std::min<std::size_t>(rest.size(), std::numeric_limits<uInt>::max());
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(rest.data()));
    stream.avail_in = static_cast<uInt>(input);
    stream.next_out = reinterpret_cast<Bytef*>(result.data() + size);
    stream.avail_out = kPiece;
    const int status = inflate(&stream, Z_NO_FLUSH);
    result.resize(size + kPiece - stream.avail_out);
    rest.remove_prefix(input - stream.avail_in);
    if (result.size() > limit)
      fail(name, ": unpacks to more than ", limit, " bytes; is it the right file?");
    if (status == Z_MEM_ERROR) throw std::bad_alloc();
    if (status == Z_STREAM_END) {
      if (rest.find_first_not_of('\0') == rest.npos) return result;
      if (!is_gzip(rest)) fail(name, ": ", rest.size(), " bytes follow the gzip data");
      inflateReset(&stream);
    } else if (status == Z_OK || status == Z_BUF_ERROR) {
      // All input consumed and output space left: nothing more can come.
      if (rest.empty() && stream.avail_out > 0)
        fail(name, ": the gzip data ends too early (", bytes.size(),
             " bytes); was it copied or downloaded completely?");
    } else {
      fail(name, ": damaged gzip data (", stream.msg ? stream.msg : "unknown reason", ")");
    }
  }
}

std::string read_maybe_gzip(const std::filesystem::path& path) {
  std::string bytes = read_file(path);
  return is_gzip(bytes) ? gunzip(bytes, path.string()) : bytes;
}

}  // namespace gradus
