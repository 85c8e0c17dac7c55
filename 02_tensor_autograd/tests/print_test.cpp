// Arrays as text against NumPy: tests/data/make_print_golden.py.
#include <gradus/common/error.h>
#include <gradus/tensor_autograd/creation.h>
#include <gradus/testing/golden.h>
#include <gtest/gtest.h>

#include <limits>
#include <sstream>
#include <string>
#include <vector>

#include "draw_array.h"

using gradus::Array;
using gradus::Index;
using gradus::PrintOptions;
using gradus::Shape;
using gradus::Tensor;
using gradus::testing::array_in;
using gradus::testing::array_of;
using gradus::testing::Draw;
using gradus::testing::Golden;
using Numbers = std::vector<double>;

namespace {

const Golden& golden() {
  static const Golden file(GRADUS_TEST_DATA "/print.json");
  return file;
}

gradus::DType dtype_named(const std::string& name) {
  for (std::uint8_t id = 0; id < 5; ++id)
    if (info(gradus::DType(id)).name == name) return gradus::DType(id);
  gradus::fail("there is no dtype ", name);
}

struct Case {
  Shape shape;
  Numbers values;
  gradus::DType dtype;
  PrintOptions options;
  std::string text;
};

Case read(const std::string& name) {
  const std::string at = "/" + name;
  Case result{{}, {}, dtype_named(golden().text(at + "/dtype")), {}, golden().text(at + "/text")};
  for (double size : golden().numbers(at + "/shape"))
    result.shape.push_back(static_cast<Index>(size));
  bool counted = false;
  for (const std::string& key : golden().keys(at)) counted |= key == "ramp";
  if (counted) {
    const Numbers ramp = golden().numbers(at + "/ramp");
    for (Index i = 0; i < numel(result.shape); ++i)
      result.values.push_back(ramp[0] + ramp[1] * static_cast<double>(i));
  } else {
    result.values = golden().numbers(at + "/values");
  }
  for (const std::string& option : golden().keys(at + "/options")) {
    const int value = static_cast<int>(golden().number(at + "/options/" + option));
    if (option == "precision") result.options.precision = value;
    if (option == "threshold") result.options.threshold = value;
    if (option == "edgeitems") result.options.edgeitems = value;
    if (option == "linewidth") result.options.linewidth = value;
    if (option == "suppress") result.options.suppress = value;
  }
  return result;
}

}  // namespace

TEST(Print, AsNumPyDoes) {
  EXPECT_GT(golden().keys("").size(), 100U);
  for (const std::string& name : golden().keys("")) {
    const Case c = read(name);
    EXPECT_EQ(to_string(array_of(c.shape, c.values, c.dtype), c.options), c.text) << name;
  }
}

TEST(Print, TheLayoutDoesNotShow) {
  Draw draw("print");
  for (const std::string& name : golden().keys("")) {
    const Case c = read(name);
    const Array x = array_in(draw_layout(draw, c.shape), c.values, c.dtype);
    EXPECT_EQ(to_string(x, c.options), c.text) << name;
  }
}

TEST(Print, WholeNumbersThatNoDoubleHolds) {
  const std::int64_t large = std::numeric_limits<std::int64_t>::max();
  EXPECT_EQ(to_string(Array::of<std::int64_t>({large, -large}, {2})),
            "[ 9223372036854775807 -9223372036854775807]");
}

TEST(Print, Tensors) {
  std::ostringstream out;
  out << Tensor::of({1, 2.5, -3, 4}, {2, 2}).requires_grad(true) << '\n'
      << gradus::arange(0, 3, 1, gradus::int64).array() << '\n'
      << Tensor();
  EXPECT_EQ(out.str(), "[[ 1.   2.5]\n [-3.   4. ]]\n[0 1 2]\nundefined");
  EXPECT_EQ(to_string(Tensor(2.0 / 3), {.precision = 3}), "0.667");
}

TEST(Print, ErrorsNameTheValues) {
  try {
    to_string(Tensor(1.0), {.edgeitems = 0});
    FAIL() << "no error";
  } catch (const gradus::Error& error) {
    EXPECT_STREQ(error.what(),
                 "to_string: edgeitems is 0 and precision 8; at least 1 and 0 are needed");
  }
}
