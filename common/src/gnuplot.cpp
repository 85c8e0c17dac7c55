#include "gnuplot.h"

#include <gradus/common/error.h>
#include <gradus/common/files.h>
#include <gradus/common/process.h>
#include <unistd.h>

#include <cmath>
#include <sstream>

namespace gradus {
namespace {

// A file in the system's temporary folder that goes away again.
class TemporaryFile {
 public:
  TemporaryFile() {
    std::string name = (std::filesystem::temp_directory_path() / "gradus-plot-XXXXXX").string();
    const int file = ::mkstemp(name.data());
    if (file < 0) fail("cannot make a temporary file like ", name);
    ::close(file);
    path_ = name;
  }
  ~TemporaryFile() {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace

std::string gnuplot_quote(const std::string& text) {
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'')
      quoted += "''";
    else
      quoted += c == '\n' || c == '\r' ? ' ' : c;
  }
  return quoted + "'";
}

std::string gnuplot_number(double value) {
  if (!std::isfinite(value)) return "NaN";
  std::ostringstream out;
  out.precision(9);
  out << value;
  return out.str();
}

std::string gnuplot_header(int width, int height, const std::filesystem::path& output) {
  std::ostringstream out;
  out << "set terminal svg size " << width << ',' << height
      << " dynamic noenhanced background '#ffffff' font 'sans-serif,14'\n"
      << "set output " << gnuplot_quote(output.string()) << '\n'
      << "set encoding utf8\n"
      << "set border linecolor '#333333'\n";
  return out.str();
}

void gnuplot_save(const std::filesystem::path& path,
                  const FunctionRef<std::string(const std::filesystem::path&)>& script) {
  const TemporaryFile picture, commands;
  std::string said;
  int status = 0;
  try {
    // A file, for gnuplot reads its standard input byte by byte: seconds for a sheet of pictures.
    write_file(commands.path(), script(picture.path()));
    Process gnuplot({"gnuplot", commands.path().string()}, {}, Process::Errors::kMerge);
    gnuplot.close_input();
    said = gnuplot.read_all();
    status = gnuplot.wait();
  } catch (const Error& error) {
    fail("cannot draw ", path.string(), ": ", error.what(),
         "; is gnuplot installed? (Debian, Ubuntu: apt install gnuplot-nox; macOS: brew install "
         "gnuplot)");
  }
  const std::string drawing = read_file(picture.path());
  if (status != 0 || drawing.find("</svg>") == std::string::npos)
    fail("cannot draw ", path.string(), ": gnuplot ended with status ", status, ": ", said);
  write_file(path, drawing);
}

}  // namespace gradus
