// A file written by Python's safetensors (data/make_safetensors.py) is read here, and written here
// with the same bytes: so Python reads what is written here. Where Python's safetensors is
// installed, files go both ways.
#include <gradus/common/files.h>
#include <gradus/common/process.h>
#include <gradus/layers/safetensors.h>
#include <gradus/tensor_autograd/creation.h>
#include <gradus/tensor_autograd/math.h>
#include <gradus/tensor_autograd/view_ops.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <cstdlib>
#include <iostream>
#include <limits>

using gradus::Tensor;
using gradus::nn::SafeTensors;

TEST(PythonSafetensors, IsRead) {
  const SafeTensors content = gradus::nn::load_safetensors(GRADUS_TEST_DATA "/python.safetensors");
  EXPECT_EQ(content.metadata, (std::map<std::string, std::string>{{"made by", "Python"}}));
  ASSERT_EQ(content.tensors.size(), 5u);
  const auto expect = [&](const char* name, const char* shape, gradus::DType dtype,
                          const std::vector<double>& values) {
    const gradus::Tensor& tensor = content.tensors.at(name);
    EXPECT_EQ(to_string(tensor.shape()), shape) << name;
    EXPECT_TRUE(tensor.dtype() == dtype) << name;
    EXPECT_EQ(tensor.to_vector(), values) << name;
  };
  expect("count", "[]", gradus::int64, {7});
  expect("empty", "[0, 3]", gradus::float64, {});
  expect("mask", "[2]", gradus::bool_, {1, 0});
  expect("pixels", "[3]", gradus::uint8, {0, 128, 255});
  expect("weight", "[2, 3]", gradus::float32, {0, 0.5, 1, 1.5, 2, 2.5});
}

TEST(PythonSafetensors, IsWrittenWithTheSameBytes) {
  const std::string bytes = gradus::read_file(GRADUS_TEST_DATA "/python.safetensors");
  EXPECT_EQ(gradus::nn::to_safetensors(gradus::nn::parse_safetensors(bytes, "python")), bytes);
}

namespace {

// $GRADUS_PYTHON, else python3.
std::string python() {
  const char* wish = std::getenv("GRADUS_PYTHON");
  return wish && *wish ? wish : "python3";
}

// What Python expects, computed here as it is there (data/check_safetensors.py).
SafeTensors of_every_kind() {
  const Tensor count = gradus::arange(0, 24, 1, gradus::float64);
  const Tensor eighths = to(count / 8 - 1, gradus::float32);
  std::vector<double> third;
  for (int i = 0; i < 24; ++i) third.push_back(i % 3 == 0);
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  return {.tensors = {{"float32", reshape(eighths, {2, 3, 4})},
                      {"float64", count / Tensor(3, gradus::float64)},
                      {"int64",
                       reshape(to(count - 12, gradus::int64), {4, 6}) * (std::int64_t{1} << 40)},
                      {"uint8", to(count * 10, gradus::uint8)},
                      {"bool", Tensor::of(third, {24}, gradus::bool_)},
                      {"transposed", t(reshape(eighths, {4, 6}))},
                      {"empty", gradus::zeros({0, 5})},
                      {"number", Tensor(0.1, gradus::float64)},
                      {"ä/ß \"quoted\"", Tensor::of({1.5}, {1})},
                      {"special", Tensor::of({std::nan(""), kInfinity, -kInfinity, -0.0}, {4})}},
          .metadata = {{"made by", "Gradus"}, {"note", "a\nb"}}};
}

}  // namespace

TEST(PythonSafetensors, FilesGoBothWays) {
  gradus::Process probe({python(), "-c", "import numpy, safetensors.numpy"}, {},
                        gradus::Process::Errors::kHide);
  probe.read_all();
  if (probe.wait() != 0)
    GTEST_SKIP() << "no safetensors for " << python()
                 << "; pip install safetensors numpy, and name that Python in GRADUS_PYTHON";
  const std::string stem = ::testing::TempDir() + "/gradus-python-" + std::to_string(::getpid());
  const std::string ours = stem + "-ours.safetensors", theirs = stem + "-theirs.safetensors";
  const SafeTensors content = of_every_kind();
  save_safetensors(ours, content);
  gradus::Process peer({python(), GRADUS_TEST_DATA "/check_safetensors.py", ours, theirs}, {},
                       gradus::Process::Errors::kMerge);
  const std::string said = peer.read_all();
  ASSERT_EQ(peer.wait(), 0) << said;
  std::cout << said;
  const SafeTensors back = gradus::nn::load_safetensors(theirs);
  EXPECT_EQ(back.metadata, (std::map<std::string, std::string>{{"made by", "Python"}}));
  ASSERT_EQ(back.tensors.size(), content.tensors.size());
  for (const auto& [name, tensor] : content.tensors) {
    const Tensor& other = back.tensors.at(name);
    EXPECT_TRUE(other.shape() == tensor.shape() && other.dtype() == tensor.dtype()) << name;
    if (name == "special") {
      const std::vector<double> values = other.to_vector();
      EXPECT_TRUE(std::isnan(values[0]) && values[1] > 0 && std::isinf(values[2])) << name;
      EXPECT_TRUE(std::signbit(values[3])) << "minus zero";
    } else {
      EXPECT_EQ(other.to_vector(), tensor.to_vector()) << name;
    }
  }
  std::filesystem::remove(ours);
  std::filesystem::remove(theirs);
}
