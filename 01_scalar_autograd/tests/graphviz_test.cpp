// Graphviz itself reads what to_dot writes, whatever the names are. Where `dot` is not installed
// there is nothing to ask.
#include <gradus/common/error.h>
#include <gradus/common/process.h>
#include <gradus/scalar_autograd/backward.h>
#include <gradus/scalar_autograd/draw_graph.h>
#include <gradus/scalar_autograd/operators.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

using namespace gradus::scalar;

TEST(Graphviz, ReadsWhatWeWrite) {
  const std::string name = "\"a\" \\ {b} | <c> \\n & \xC3\xA4 -> ; [x=y]";
  const Value a = 2, b = -1;
  const Value result = relu(a * b) - log(a) + 1e-30;
  backward(result);
  std::unique_ptr<gradus::Process> dot;
  try {
    dot = std::make_unique<gradus::Process>(std::vector<std::string>{"dot", "-Tplain"},
                                            std::vector<std::pair<std::string, std::string>>{},
                                            gradus::Process::Errors::kMerge);
  } catch (const gradus::Error&) {
    return;
  }
  dot->write(to_dot(result, {{a, name}, {b, "two\nlines"}, {result, "line\\"}}));
  dot->close_input();
  const std::string answer = dot->read_all();
  EXPECT_EQ(dot->wait(), 0) << answer;
  EXPECT_EQ(answer.find("rror"), std::string::npos) << answer;
  EXPECT_EQ(answer.find("Warning"), std::string::npos) << answer;
}
