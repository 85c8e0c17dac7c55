#pragma once
#include <gradus/common/error.h>
#include <gradus/common/files.h>
#include <gradus/common/process.h>

#include <filesystem>
#include <string>

/// Writes a graph as a picture. With .dot at the end of the path it is the text itself; what else
/// stands there (.svg, .png, .pdf) is for Graphviz's program `dot`.
/// @throws gradus::Error if `dot` is missing or fails, or the file cannot be written
inline void write_graph(const std::filesystem::path& path, const std::string& dot) {
  std::string picture = dot;
  const std::string format = path.extension().string();
  if (format != ".dot") {
    const std::string kind = format.empty() ? "svg" : format.substr(1);
    gradus::Process graphviz({"dot", "-T" + kind}, {}, gradus::Process::Errors::kHide);
    graphviz.write(dot);
    graphviz.close_input();
    picture = graphviz.read_all();
    if (graphviz.wait() != 0)
      gradus::fail("write_graph: dot -T", kind, " failed; is Graphviz installed, and does it know ",
                   "this kind of file? Without it, write a .dot file");
  }
  gradus::write_file(path, picture);
}
