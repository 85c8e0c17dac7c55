#pragma once
#include <gradus/scalar_autograd/value.h>

#include <string>
#include <vector>

namespace gradus::scalar {

/// A value with the name under which it is drawn.
struct Named {
  Value value;
  std::string name;
};

/// The text of a label that Graphviz shows as `text`: a backslash before each of " \ { } | < >,
/// which mean something in a record's label; a line break becomes a backslash and an n.
std::string escape(const std::string& text);

/// The graph that `result` was computed from, in Graphviz's language: a box for each value with its
/// name, number and gradient, in which a computed one also says by which operator; and an arrow
/// from each operand to what was made of it. `dot -Tsvg` makes a picture of it.
/// @param result the value at the end
/// @param names names for some of the values; the others have none
std::string to_dot(const Value& result, const std::vector<Named>& names = {});

}  // namespace gradus::scalar
