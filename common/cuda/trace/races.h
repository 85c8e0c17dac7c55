#pragma once
#include <array>
#include <memory>
#include <optional>
#include <vector>

#include "access.h"

namespace gradus::cuda_on_cpu {

/// A moment of a thread: two threads of a block are ordered by a barrier between them, two lanes of
/// a warp by __syncwarp too.
struct Moment {
  std::uint32_t block = 0;     // of all blocks of all launches; 0: none
  std::uint32_t interval = 0;  // of all stretches between barriers of all blocks
  std::uint32_t code = 0;      // number of the place in the code
  std::uint16_t thread = 0;
  std::uint16_t warp_interval = 0;
  std::uint8_t bytes = 0;  // a bit for each byte of the word
  Kind kind = Kind::kRead;
};

/// Remembers of every word of a piece of memory who wrote it last and two that read it since.
class Shadow {
 public:
  explicit Shadow(std::size_t bytes);

  /// Notes an access to a word.
  /// @param oldest moments of earlier blocks than this are over
  /// @param since when the access began: `now`, unless it is that of a copy
  /// @return an earlier access that no barrier orders before this one
  std::optional<Moment> note(std::size_t word, const Moment& now, std::uint32_t oldest,
                             const Moment& since);

 private:
  struct Cell {
    Moment write;
    std::array<Moment, 2> reads;  // of different threads
  };
  static constexpr std::size_t kPage = 256;

  std::vector<std::unique_ptr<Cell[]>> pages_;
};

}  // namespace gradus::cuda_on_cpu
