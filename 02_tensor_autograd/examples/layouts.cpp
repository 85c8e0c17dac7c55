// Draws what a view is: the elements of one block of memory, and where each view of it looks.
#include <gradus/common/error.h>
#include <gradus/common/files.h>
#include <gradus/program/program.h>
#include <gradus/tensor_autograd/print.h>

#include <iostream>
#include <sstream>
#include <string>
#include <vector>

namespace {

using gradus::Dims;
using gradus::Index;
using gradus::Layout;

struct Named {
  std::string call;
  Layout layout;
};

std::vector<Named> examples() {
  const Layout x = Layout::contiguous({3, 4});
  return {{"x", x},
          {"transpose(x, 0, 1)", gradus::views::transpose(x, 0, 1)},
          {"slice(x, 1, 1, 4, 2)", gradus::views::slice(x, 1, 1, 4, 2)},
          {"select(x, 0, 1)", gradus::views::select(x, 0, 1)},
          {"unfold(select(x, 0, 0), 0, 3, 1)",
           gradus::views::unfold(gradus::views::select(x, 0, 0), 0, 3, 1)},
          {"expand(slice(x, 0, 2, 3), [3, 4])",
           gradus::views::expand(gradus::views::slice(x, 0, 2, 3), {3, 4})}};
}

// The memory positions that a view of one or two axes reads, row by row.
std::vector<std::vector<Index>> positions(const Layout& layout) {
  const bool flat = layout.rank() == 1;
  std::vector<std::vector<Index>> rows;
  for (Index i = 0; i < (flat ? 1 : layout.shape[0]); ++i) {
    std::vector<Index>& row = rows.emplace_back();
    for (Index j = 0; j < layout.shape[flat ? 0 : 1]; ++j) {
      const Dims index = flat ? Dims{j} : Dims{i, j};
      row.push_back(layout.offset + gradus::offset_of(index, layout.strides));
    }
  }
  return rows;
}

std::string color(Index position) {
  std::ostringstream out;
  out << "hsl(" << 200 + position * 12 << ", 70%, " << 84 - position * 2 << "%)";
  return out.str();
}

void cell(std::ostream& out, double x, double y, Index position, bool read) {
  out << "<rect x='" << x << "' y='" << y << "' width='34' height='26' rx='3' fill='"
      << (read ? color(position) : "#fff") << "' stroke='" << (read ? "#345" : "#bbb")
      << "'/><text x='" << x + 17 << "' y='" << y + 18 << "' text-anchor='middle'"
      << (read ? "" : " fill='#aaa'") << '>' << position << "</text>";
}

std::string drawing() {
  std::ostringstream out;
  double y = 14;
  std::ostringstream body;
  for (const Named& example : examples()) {
    const auto rows = positions(example.layout);
    body << "<text x='12' y='" << y + 12 << "' font-weight='bold'>" << example.call
         << "</text><text x='330' y='" << y + 12 << "'>shape " << example.layout.shape
         << "  strides " << example.layout.strides << "  offset " << example.layout.offset
         << "</text>";
    y += 22;
    std::vector<bool> read(12, false);
    for (std::size_t i = 0; i < rows.size(); ++i)
      for (std::size_t j = 0; j < rows[i].size(); ++j) {
        cell(body, 12 + 36.0 * static_cast<double>(j), y + 28.0 * static_cast<double>(i),
             rows[i][j], true);
        read[static_cast<std::size_t>(rows[i][j])] = true;
      }
    for (Index p = 0; p < 12; ++p)
      cell(body, 330 + 36.0 * static_cast<double>(p), y, p, read[static_cast<std::size_t>(p)]);
    y += 28.0 * static_cast<double>(rows.size()) + 18;
  }
  out << "<svg xmlns='http://www.w3.org/2000/svg' width='780' height='" << y
      << "' viewBox='0 0 780 " << y
      << "' font-family='Helvetica, Arial, sans-serif' font-size='13'><rect width='780' height='"
      << y << "' fill='white'/>" << body.str() << "</svg>\n";
  return out.str();
}

}  // namespace

int main(int argc, char** argv) {
  return gradus::run_program(argc, argv, "Shows where views of a 3 x 4 matrix look in memory.",
                             [](gradus::CommandLine& command_line) {
                               std::string out;
                               command_line.option("--out", out, "an SVG file for the drawing");
                               command_line.parse();
                               // Twelve numbers, each the position where it lies.
                               const gradus::Array memory = gradus::Array::of<Index>(
                                   {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, {12});
                               for (const Named& example : examples()) {
                                 std::cout << example.call << ": shape " << example.layout.shape
                                           << ", strides " << example.layout.strides << ", offset "
                                           << example.layout.offset << "\n"
                                           << memory.with(example.layout) << "\n";
                               }
                               if (!out.empty()) gradus::write_file(out, drawing());
                             });
}
