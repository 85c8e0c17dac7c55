// A file written by Python's safetensors (data/make_safetensors.py) is read here, and written here
// with the same bytes: so Python reads what is written here.
#include <gradus/common/files.h>
#include <gradus/layers/safetensors.h>
#include <gtest/gtest.h>

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
