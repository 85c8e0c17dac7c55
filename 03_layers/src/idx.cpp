#include <gradus/common/error.h>
#include <gradus/common/files.h>
#include <gradus/layers/idx.h>

#include <algorithm>

namespace gradus::data {
namespace {

std::uint64_t byte_at(std::string_view bytes, std::size_t position) {
  return static_cast<unsigned char>(bytes[position]);
}

}  // namespace

Array parse_idx(std::string_view bytes, const std::string& name) {
  constexpr std::size_t kMagicSize = 4, kSizeBytes = 4;
  constexpr std::uint64_t kMostElements = std::uint64_t{1} << 56;
  if (bytes.size() < kMagicSize)
    fail(name, ": has ", bytes.size(), " bytes, too few for an IDX file");
  if (bytes[0] != 0 || bytes[1] != 0) fail(name, ": is no IDX file (it must begin with two zeros)");
  const auto type = byte_at(bytes, 2), rank = byte_at(bytes, 3);
  if (type != 8) fail(name, ": holds elements of IDX type ", type, "; only 8, bytes, is read");
  if (rank < 1 || rank > kMaxRank)
    fail(name, ": has ", rank, " axes; 1 to ", kMaxRank, " are read");
  const std::size_t header = kMagicSize + kSizeBytes * rank;
  if (bytes.size() < header) fail(name, ": ends inside its header, after ", bytes.size(), " bytes");
  const std::size_t present = bytes.size() - header;

  const auto too_many = [&] {
    fail(name, ": its header promises more elements than the ", present,
         " bytes that follow; the file is cut off or damaged");
  };
  Shape shape;
  std::uint64_t count = 1;
  // exercise: data/idx-header
  //| Each size is four bytes, the most significant first; the first one begins at byte kMagicSize. byte_at(bytes, i)
  //| gives a byte as a number. Append the sizes to `shape`; let `count` become their product. A header may lie: as soon
  //| as the product exceeds `present`, the number of bytes that follow the header, call too_many() (before the product can
  //| overflow).
  for (std::size_t axis = 0; axis < rank; ++axis) {
    std::uint64_t size = 0;
    for (std::size_t i = 0; i < kSizeBytes; ++i)
      size = size << 8 | byte_at(bytes, kMagicSize + kSizeBytes * axis + i);
    shape.push_back(static_cast<Index>(size));
    count *= size;
    if (count > present) too_many();
  }
  // end exercise
  std::uint64_t largest = 1;  // a size of 0 hides what the others are
  for (Index size : shape) {
    const auto factor = static_cast<std::uint64_t>(std::max<Index>(size, 1));
    if (factor > kMostElements / largest) fail(name, ": the sizes ", shape, " are impossible");
    largest *= factor;
  }
  if (count != present)
    fail(name, ": its header promises ", count, " elements, but ", present, " bytes follow");
  const Array result = Array::empty(shape, uint8);
  std::copy_n(bytes.data() + header, count, reinterpret_cast<char*>(result.data<std::uint8_t>()));
  return result;
}

Array read_idx(const std::filesystem::path& path) {
  return parse_idx(read_maybe_gzip(path), path.string());
}

}  // namespace gradus::data
