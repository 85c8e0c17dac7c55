#include <gradus/scalar_autograd/backward.h>
#include <gradus/scalar_autograd/draw_graph.h>

#include <map>
#include <sstream>

namespace gradus::scalar {

std::string escape(const std::string& text) {
  std::string result;
  // exercise: draw-the-graph/escape
  //| Append `text` to `result`, character by character, each as the header says.
  for (const char c : text) {
    if (std::string("\"\\{}|<>").find(c) != std::string::npos) result += '\\';
    result += c == '\n' ? std::string("\\n") : std::string(1, c);
  }
  // end exercise
  return result;
}

std::string to_dot(const Value& result, const std::vector<Named>& names) {
  std::map<const Node*, std::string> name_of;
  std::map<const Node*, std::size_t> id_of;
  for (const Named& named : names) name_of[named.value.node()] = escape(named.name);
  const std::vector<Node*> order = topological_order(result);
  for (std::size_t i = 0; i < order.size(); ++i) id_of[order[i]] = i;

  std::ostringstream dot;
  dot << "digraph {\n"
         "  rankdir=LR; bgcolor=transparent; edge [color=gray50];\n"
         "  node [shape=record, style=filled, color=gray50, fontname=Helvetica];\n";
  const auto box = [&](const Node& node) {
    const std::string name = name_of.contains(&node) ? name_of[&node] + " | " : "";
    const std::string op = node.op[0] ? " | " + escape(node.op) : "";
    dot << "  n" << id_of[&node] << " [label=\"" << name << "data " << node.data << " | grad "
        << node.grad << op << "\", fillcolor=" << (node.op[0] ? "lightyellow" : "lightblue")
        << "];\n";
  };
  const auto arrow = [&](const Node& from, const Node& to) {
    dot << "  n" << id_of[&from] << " -> n" << id_of[&to] << ";\n";
  };
  // exercise: draw-the-graph/boxes-and-arrows
  //| For each node of the graph draw its box, and an arrow from each of its operands to it: two
  //| arrows where an operand is used twice.
  for (const Node* node : order) {
    box(*node);
    for (const Value& parent : node->parents)
      if (parent.node()) arrow(*parent.node(), *node);
  }
  // end exercise
  dot << "}\n";
  return dot.str();
}

}  // namespace gradus::scalar
