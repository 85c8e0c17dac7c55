#include <gradus/scalar_autograd/arithmetic.h>
#include <gradus/scalar_autograd/backward.h>
#include <gradus/scalar_autograd/draw_graph.h>
#include <gradus/testing/expect.h>
#include <gtest/gtest.h>

#include <string>

using gradus::scalar::backward;
using gradus::scalar::escape;
using gradus::scalar::to_dot;
using gradus::scalar::Value;
using gradus::testing::expect;

namespace {

double count(const std::string& text, const std::string& part) {
  double result = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++result;
  return result;
}

std::string cause(bool condition, const std::string& text) {
  return condition ? "\n  Likely cause: " + text : "";
}

}  // namespace

TEST(DrawTheGraph, EscapeLeavesPlainTextAlone) {
  EXPECT_EQ(escape("weight 1, layer 2"), "weight 1, layer 2");
}

TEST(DrawTheGraph, EscapeProtectsWhatGraphvizReads) {
  EXPECT_EQ(escape("say \"hi\""), "say \\\"hi\\\"") << cause(
      escape("\"") == "\"", "a quotation mark would end the label; Graphviz could not read it");
  EXPECT_EQ(escape("a|b{c}<d>"), "a\\|b\\{c\\}\\<d\\>")
      << cause(escape("|") == "|", "| { } < > would divide the box into fields");
  EXPECT_EQ(escape("C:\\new"), "C:\\\\new")
      << cause(escape("\\") == "\\", "a backslash is itself special, and must be doubled")
      << cause(escape("\"") == "\\\\\"", "the backslash of an escape was escaped again");
  EXPECT_EQ(escape("two\nlines"), "two\\nlines") << cause(
      escape("\n") == "\n" || escape("\n") == "\\\n", "a line break becomes \\n, two characters");
}

TEST(DrawTheGraph, EveryValueHasABoxWithNumberAndGradient) {
  const Value a = 2, b = -3;
  const Value c = a * b, result = c + a;
  backward(result);
  const std::string dot = to_dot(result, {{a, "a"}, {c, "a * b"}});
  expect("boxes", count(dot, "label="), 4)
      .if_equal(2, "computed values have boxes; the leaves a and b have none")
      .if_equal(1, "the result has a box; the values that it was made from have none")
      .if_equal(5, "a is used twice, but is one value: one box");
  EXPECT_NE(dot.find("label=\"a | data 2 | grad -2\""), std::string::npos) << dot;
  EXPECT_NE(dot.find("label=\"data -3 | grad 2\""), std::string::npos) << dot;
  EXPECT_NE(dot.find("label=\"a * b | data -6 | grad 1 | *\""), std::string::npos) << dot;
  EXPECT_NE(dot.find("label=\"data -4 | grad 1 | +\""), std::string::npos) << dot;
}

TEST(DrawTheGraph, ArrowsPointFromOperandsToResults) {
  const Value a = 2, b = -3;
  const std::string dot = to_dot(a * b);
  expect("arrows of a * b", count(dot, " -> "), 2)
      .if_equal(1, "one operand has no arrow")
      .if_equal(0, "there are no arrows at all");
  // Parents come first in topological order, so a and b are n0 and n1, their product n2.
  EXPECT_TRUE(count(dot, "n0 -> n2") == 1 && count(dot, "n1 -> n2") == 1)
      << dot
      << cause(count(dot, "n2 -> n0") == 1, "the arrows run against the flow of the numbers");
}

TEST(DrawTheGraph, AnOperandUsedTwiceHasTwoArrows) {
  const Value a = 2;
  const std::string dot = to_dot(a + a);
  expect("boxes of a + a", count(dot, "label="), 2)
      .if_equal(3, "a was drawn once for each use; it is one value");
  expect("arrows of a + a", count(dot, "n0 -> n1"), 2)
      .if_equal(1, "a goes in twice: one arrow for each use");
}

TEST(DrawTheGraph, EqualNumbersAreDifferentValues) {
  const Value a = 1, b = 1;
  expect("boxes of a * b with a = b = 1", count(to_dot(a * b), "label="), 3);
}

TEST(DrawTheGraph, NamesAreEscaped) {
  const Value a = 2;
  EXPECT_NE(to_dot(a, {{a, "the \"a\""}}).find("label=\"the \\\"a\\\" | data 2"),
            std::string::npos);
}
