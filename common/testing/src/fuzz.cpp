#include <gradus/common/random.h>
#include <gradus/testing/fuzz.h>

#include <algorithm>
#include <limits>

namespace gradus::testing {
namespace {

// The random choices of one mutant, one after the other.
class Dice {
 public:
  Dice(const std::string& name, std::uint64_t number)
      : stream_(1, name, number % std::numeric_limits<std::uint32_t>::max()) {}
  // A number from 0 to bound - 1.
  std::size_t below(std::size_t bound) {
    return static_cast<std::size_t>(stream_.below(next_++, std::max<std::size_t>(bound, 1)));
  }

 private:
  RandomStream stream_;
  std::uint64_t next_ = 0;
};

// Numbers at which programs break.
std::uint64_t extreme(Dice& dice) {
  constexpr std::uint64_t kAll[] = {0, 1, 2, 7, 8, 9, 127, 128, 255, 256, 65535, 65536};
  const std::size_t choice = dice.below(4);
  if (choice == 0) return kAll[dice.below(std::size(kAll))];
  const std::uint64_t power = std::uint64_t{1} << dice.below(64);
  return choice == 1 ? power : choice == 2 ? power - 1 : ~std::uint64_t{0} - dice.below(16);
}

// A number in 1, 2, 4 or 8 bytes, in one of the two orders, over what stands there.
void overwrite(std::string& bytes, Dice& dice) {
  const std::size_t size = std::size_t{1} << dice.below(4);
  if (bytes.size() < size) return;
  const std::size_t at = dice.below(bytes.size() - size + 1);
  const std::uint64_t number = extreme(dice);
  const bool most_first = dice.below(2) == 0;
  for (std::size_t i = 0; i < size; ++i)
    bytes[at + (most_first ? size - 1 - i : i)] = static_cast<char>(number >> 8 * i & 255);
}

// A decimal number in the place of one that stands there.
void change_decimal(std::string& bytes, Dice& dice) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  std::size_t begin = dice.below(bytes.size());
  while (begin < bytes.size() && !is_digit(bytes[begin])) ++begin;
  std::size_t end = begin;
  while (end < bytes.size() && is_digit(bytes[end])) ++end;
  const std::string number = std::to_string(extreme(dice));
  bytes.replace(begin, end - begin, (dice.below(4) == 0 ? "-" : "") + number);
}

void mutate(std::string& bytes, const std::string& other, Dice& dice) {
  constexpr std::size_t kLongest = 40;
  const std::size_t at = dice.below(bytes.size() + 1);
  const std::size_t length = std::min(dice.below(kLongest) + 1, bytes.size() - at);
  switch (dice.below(9)) {
    case 0:
    case 1:
      if (at < bytes.size()) bytes[at] = static_cast<char>(bytes[at] ^ 1 << dice.below(8));
      break;
    case 2:
      if (at < bytes.size()) bytes[at] = static_cast<char>(dice.below(256));
      break;
    case 3:
      overwrite(bytes, dice);
      break;
    case 4:
      change_decimal(bytes, dice);
      break;
    case 5:
      bytes.erase(at, length);
      break;
    case 6:
      bytes.insert(at, bytes.substr(at, length));
      break;
    case 7:
      bytes.resize(at);
      break;
    default:
      bytes = bytes.substr(0, at) + other.substr(dice.below(other.size() + 1));
  }
}

}  // namespace

Mutator::Mutator(std::vector<std::string> seeds, const std::string& name)
    : seeds_(std::move(seeds)), name_(name) {}

std::string Mutator::mutant(std::uint64_t number) const {
  constexpr std::size_t kMostChanges = 4;
  Dice dice(name_, number);
  std::string bytes = seeds_[dice.below(seeds_.size())];
  for (std::size_t changes = dice.below(kMostChanges) + 1; changes > 0; --changes)
    mutate(bytes, seeds_[dice.below(seeds_.size())], dice);
  return bytes;
}

}  // namespace gradus::testing
