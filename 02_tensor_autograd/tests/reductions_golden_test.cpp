// Reductions against PyTorch: tests/data/make_reductions_golden.py.
#include <gradus/tensor_autograd/creation.h>
#include <gradus/tensor_autograd/statistics.h>
#include <gradus/testing/expect.h>
#include <gradus/testing/golden.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

using gradus::Axes;
using gradus::Index;
using gradus::Shape;
using gradus::Tensor;
using gradus::testing::Golden;
using Numbers = std::vector<double>;

namespace {

using Function = std::function<Tensor(const Tensor& x, const Axes& axes, bool keepdim)>;

std::optional<Index> only(const Axes& axes) {
  return axes.empty() ? std::optional<Index>() : axes[0];
}

const std::map<std::string, Function>& functions() {
  static const std::map<std::string, Function> list = {
      {"sum", gradus::sum},
      {"mean", gradus::mean},
      {"max", gradus::max},
      {"min", gradus::min},
      {"prod", gradus::prod},
      {"var", [](const Tensor& x, const Axes& axes, bool keep) { return var(x, axes, 1, keep); }},
      {"var 0", [](const Tensor& x, const Axes& axes, bool keep) { return var(x, axes, 0, keep); }},
      {"std",
       [](const Tensor& x, const Axes& axes, bool keep) { return gradus::std(x, axes, 1, keep); }},
      {"logsumexp", gradus::logsumexp},
      {"norm", gradus::norm},
      {"cumsum", [](const Tensor& x, const Axes& axes, bool) { return cumsum(x, axes[0]); }},
      {"argmax",
       [](const Tensor& x, const Axes& axes, bool keep) { return argmax(x, only(axes), keep); }},
      {"argmin",
       [](const Tensor& x, const Axes& axes, bool keep) { return argmin(x, only(axes), keep); }},
      {"any", gradus::any},
      {"all", gradus::all},
  };
  return list;
}

const Golden& golden() {
  static const Golden file(GRADUS_TEST_DATA "/reductions.json");
  return file;
}

Tensor read(const std::string& pointer) {
  Shape shape;
  for (double size : golden().numbers(pointer + "/shape"))
    shape.push_back(static_cast<Index>(size));
  const std::string dtype = golden().text(pointer + "/dtype");
  for (std::uint8_t id = 0; id < 5; ++id)
    if (info(gradus::DType(id)).name == dtype)
      return Tensor::of(golden().numbers(pointer + "/values"), shape, gradus::DType(id));
  gradus::fail("there is no dtype ", dtype);
}

// The same shape, dtype and numbers; NaN where NaN is expected.
void expect_same(const std::string& what, const Tensor& actual, const Tensor& expected,
                 double tolerance) {
  EXPECT_EQ(actual.shape(), expected.shape()) << what;
  EXPECT_EQ(actual.dtype(), expected.dtype()) << what;
  const Numbers got = actual.to_vector(), wanted = expected.to_vector();
  ASSERT_EQ(got.size(), wanted.size()) << what;
  for (std::size_t i = 0; i < got.size(); ++i)
    EXPECT_TRUE(gradus::testing::close(got[i], wanted[i], tolerance) ||
                (std::isnan(got[i]) && std::isnan(wanted[i])))
        << what << ", element " << i << ": " << got[i] << ", PyTorch says " << wanted[i];
}

}  // namespace

TEST(ReductionsGolden, ResultsAndGradientsArePyTorchs) {
  std::set<std::string> used;
  for (const std::string& name : golden().keys("")) {
    const std::string at = "/" + name, function = golden().text(at + "/function");
    used.insert(function);
    Axes axes;
    for (double axis : golden().numbers(at + "/axes")) axes.push_back(static_cast<Index>(axis));
    const bool keepdim = golden().number(at + "/keepdim") != 0;
    const double tolerance = golden().number(at + "/tolerance");
    bool gradient = false;
    for (const std::string& key : golden().keys(at)) gradient |= key == "gradient";
    Tensor x = read(at + "/input");
    if (gradient) x.requires_grad(true);
    const Tensor result = functions().at(function)(x, axes, keepdim);
    expect_same(name, result, read(at + "/result"), tolerance);
    if (gradient)
      expect_same(name + ", gradient", gradus::grad(result, {x}, read(at + "/upstream"))[0],
                  read(at + "/gradient"), tolerance);
  }
  EXPECT_EQ(used.size(), functions().size());
}
