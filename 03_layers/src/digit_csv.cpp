#include <gradus/common/error.h>
#include <gradus/common/files.h>
#include <gradus/layers/digit_csv.h>

#include <cctype>
#include <cstdint>
#include <vector>

namespace gradus::data {
namespace {

constexpr Index kClasses = 10;

// A piece of a file as a message can show it.
std::string shown(std::string_view text) {
  constexpr std::size_t kMost = 20;
  std::string result = "'";
  for (char c : text.substr(0, kMost))
    result += std::isprint(static_cast<unsigned char>(c)) ? c : '?';
  return result + (text.size() > kMost ? "...'" : "'");
}

// Walks through the lines of a text and the cells of a line.
class Table {
 public:
  Table(std::string_view text, const std::string& name) : rest_(text), name_(name) {}

  // Goes on to the next line; false at the end.
  bool next_line() {
    if (rest_.empty()) return false;
    const std::size_t end = rest_.find('\n');
    line_ = rest_.substr(0, end);
    rest_ = end == rest_.npos ? std::string_view() : rest_.substr(end + 1);
    if (line_.ends_with('\r')) line_.remove_suffix(1);
    ++number_;
    column_ = 0;
    more_ = true;
    return true;
  }
  std::string_view line() const { return line_; }

  // Takes the next cell of the line; false when there is none.
  bool next_cell(std::string_view& cell) {
    if (!more_) return false;
    const std::size_t comma = line_.find(',');
    cell = line_.substr(0, comma);
    more_ = comma != line_.npos;
    if (more_) line_.remove_prefix(comma + 1);
    ++column_;
    return true;
  }

  template <class... Parts>
  [[noreturn]] void fail_line(const Parts&... what) const {
    fail(name_, ", line ", number_, ": ", what...);
  }
  template <class... Parts>
  [[noreturn]] void fail_cell(const std::string& header, const Parts&... what) const {
    fail(name_, ", line ", number_, ", column ", column_, " (", header, "): ", what...);
  }

 private:
  std::string_view rest_, line_;
  std::string name_;
  Index number_ = 0, column_ = 0;
  bool more_ = false;
};

struct Header {
  bool labels = false;
  Index side = 0;  // pixels along a side of an image
  Index columns() const { return side * side + (labels ? 1 : 0); }
  std::string name(Index column) const {
    if (labels && column == 0) return "label";
    return "pixel" + std::to_string(column - (labels ? 1 : 0));
  }
};

Header read_header(Table& table) {
  table.next_line();
  if (!table.line().starts_with("label") && !table.line().starts_with("pixel0"))
    table.fail_line("the header is missing: it must begin with label,pixel0 or pixel0, not with ",
                    shown(table.line()));
  Header header{.labels = table.line().starts_with("label")};
  Index columns = 0;
  for (std::string_view cell; table.next_cell(cell); ++columns)
    if (cell != header.name(columns))
      table.fail_cell(header.name(columns), "the column is called ", shown(cell));
  const Index pixels = columns - (header.labels ? 1 : 0);
  while (header.side * header.side < pixels) ++header.side;
  if (pixels == 0 || header.side * header.side != pixels)
    table.fail_line("there are columns for ", pixels, " pixels, which make no square image");
  return header;
}

// A whole number from 0 to `most`.
std::uint8_t read_number(const Table& table, const Header& header, Index column,
                         std::string_view cell, unsigned most) {
  constexpr std::size_t kMostDigits = 9;
  unsigned value = 0;
  bool good = !cell.empty() && cell.size() <= kMostDigits;
  for (char digit : cell) {
    good = good && digit >= '0' && digit <= '9';
    if (good) value = value * 10 + static_cast<unsigned>(digit - '0');
  }
  if (!good || value > most)
    table.fail_cell(header.name(column), shown(cell), " is no whole number from 0 to ", most);
  return static_cast<std::uint8_t>(value);
}

}  // namespace

DigitTable parse_digit_csv(std::string_view text, const std::string& name) {
  constexpr unsigned kLargestPixel = 255;
  if (text.empty()) fail(name, ": the file is empty");
  Table table(text, name);
  const Header header = read_header(table);
  std::vector<std::uint8_t> pixels, labels;
  Index count = 0;
  for (; table.next_line(); ++count) {
    Index column = 0;
    for (std::string_view cell; table.next_cell(cell); ++column) {
      if (column == header.columns())
        table.fail_line("there are more columns than the ", column, " of the header");
      if (header.labels && column == 0)
        labels.push_back(read_number(table, header, column, cell, kClasses - 1));
      else
        pixels.push_back(read_number(table, header, column, cell, kLargestPixel));
    }
    if (column < header.columns())
      table.fail_line("there are ", column, " columns, and ", header.columns(), " in the header");
  }
  if (count == 0) fail(name, ": there is a header and no image");
  DigitTable result{Array::of(pixels, {count, header.side, header.side}), {}};
  if (header.labels) result.labels = Array::of(labels, {count});
  return result;
}

DigitTable read_digit_csv(const std::filesystem::path& path) {
  return parse_digit_csv(read_maybe_gzip(path), path.string());
}

ImageDataset to_dataset(const DigitTable& table, const Normalization& normalization) {
  if (table.labels) return {table.images, *table.labels, kClasses, normalization};
  const auto count = static_cast<std::size_t>(table.images.shape()[0]);
  const std::vector<std::uint8_t> none(count, 0);
  return {table.images, Array::of(none, {static_cast<Index>(count)}), kClasses, normalization};
}

void write_submission(const std::filesystem::path& path, std::span<const Index> labels) {
  std::string text = "ImageId,Label\n";
  for (std::size_t i = 0; i < labels.size(); ++i)
    text += std::to_string(i + 1) + "," + std::to_string(labels[i]) + "\n";
  write_file(path, text);
}

}  // namespace gradus::data
