#include <gradus/common/error.h>
#include <gradus/tensor_autograd/promotion.h>
#include <gradus/testing/expect.h>
#include <gradus/testing/golden.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

using gradus::Array;
using gradus::bool_;
using gradus::DType;
using gradus::float32;
using gradus::float64;
using gradus::int64;
using gradus::Operand;
using gradus::promote_types;
using gradus::result_type;
using gradus::Scalar;
using gradus::uint8;
using gradus::testing::expect;
using gradus::testing::expect_all;
using gradus::testing::Expectation;
using gradus::testing::Golden;

namespace {

// Two formats of 16 bits, as a later chapter brings them; here they need no kernels.
constexpr DType kFloat16{5}, kBfloat16{6};
const bool registered = [] {
  gradus::register_dtype(kFloat16, {"float16", 2, true});
  gradus::register_dtype(kBfloat16, {"bfloat16", 2, true});
  return true;
}();

// In the order of the golden file.
const std::vector<DType> kAll = {float32, float64, int64, uint8, bool_, kFloat16, kBfloat16};

std::string name(DType dtype) { return info(dtype).name; }

// Compares two dtypes by their numbers, and names them.
Expectation expect_dtype(const std::string& what, DType actual, DType expected,
                         std::source_location where = std::source_location::current()) {
  return expect(what + " (is " + name(actual) + ", should be " + name(expected) + ")", actual.id(),
                expected.id(), 0, where);
}

Array axes(DType dtype) { return Array::empty({3}, dtype); }
Array single(DType dtype) { return Array::empty({}, dtype); }

const Golden& golden() {
  static const Golden file(GRADUS_TEST_DATA "/promotion.json");
  return file;
}

// PyTorch's table: for each dtype a row, of what it makes with each of `others`.
template <class Other>
void expect_table(const std::string& table, auto make, const std::vector<Other>& others) {
  for (const DType a : kAll) {
    std::vector<double> row;
    for (const Other& b : others) row.push_back(result_type(make(a), b).id());
    expect_all("dtypes of " + table + ", " + name(a) + " with each of the others", row,
               golden().numbers("/" + table + "/" + name(a)));
  }
}

std::string message(auto call) {
  try {
    call();
  } catch (const gradus::Error& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace

TEST(Promotion, ADtypeWithItself) {
  for (const DType dtype : kAll)
    expect_dtype("a dtype with itself", promote_types(dtype, dtype), dtype);
}

TEST(Promotion, TheLargerOfOneCategory) {
  expect_dtype("float32 and float64", promote_types(float32, float64), float64)
      .if_equal(float32.id(), "the first one is not always right: half of float64's digits go");
  expect_dtype("float64 and float32", promote_types(float64, float32), float64);
  expect_dtype("uint8 and int64", promote_types(uint8, int64), int64)
      .if_equal(uint8.id(), "uint8 cannot hold 300, int64 can hold 255");
}

TEST(Promotion, TheHigherCategory) {
  expect_dtype("bool and uint8", promote_types(bool_, uint8), uint8)
      .if_equal(bool_.id(), "equal sizes, but 7 is no truth value");
  expect_dtype("int64 and float32", promote_types(int64, float32), float32)
      .if_equal(int64.id(), "int64 is larger, yet it cannot hold 0.5: compare categories first")
      .if_equal(float64.id(), "that is NumPy's answer; here and in PyTorch it is float32");
  expect_dtype("float16 and int64", promote_types(kFloat16, int64), kFloat16);
}

TEST(Promotion, TwoFormatsOfOneSize) {
  expect_dtype("float16 and bfloat16", promote_types(kFloat16, kBfloat16), float32)
      .if_equal(kFloat16.id(), "float16 ends at 65504, and bfloat16 does not: neither holds both")
      .if_equal(kBfloat16.id(), "bfloat16 has 8 digits where float16 has 11: neither holds both");
  expect_dtype("bfloat16 and float16", promote_types(kBfloat16, kFloat16), float32);
}

TEST(Promotion, NumbersOfTheProgram) {
  expect_dtype("a float32 tensor and the double 2.5", result_type(axes(float32), Scalar(2.5)),
               float32)
      .if_equal(float64.id(), "a C++ literal made the tensor twice as large");
  expect_dtype("an int64 tensor and 2.5", result_type(axes(int64), Scalar(2.5)), float32)
      .if_equal(int64.id(), "2.5 would have to become 2: the category of a number does count");
  expect_dtype("2.5 and an int64 tensor", result_type(Scalar(2.5), axes(int64)), float32);
  expect_dtype("a uint8 tensor and 2", result_type(axes(uint8), Scalar(2)), uint8)
      .if_equal(int64.id(), "2 counts as int64, but a number has no say within its category");
  expect_dtype("2 and a uint8 tensor", result_type(Scalar(2), axes(uint8)), uint8)
      .if_true(result_type(axes(uint8), Scalar(2)) == uint8,
               "whose dtype counts does not depend on who stands on the left");
  expect_dtype("a bool tensor and 2", result_type(axes(bool_), Scalar(2)), int64);
  expect_dtype("a bool tensor and true", result_type(axes(bool_), Scalar(true)), bool_);
}

TEST(Promotion, TensorsOfRankZero) {
  expect_dtype("a float32 tensor with axes and a float64 tensor of rank 0",
               result_type(axes(float32), single(float64)), float32)
      .if_true(result_type(axes(float32), Scalar(2.5)) == float32,
               "everything silently becomes float64: a single number made a whole tensor wider");
  expect_dtype("a float64 tensor of rank 0 and a float32 tensor with axes",
               result_type(single(float64), axes(float32)), float32)
      .if_equal(float64.id(), "the order of the two must not matter");
  expect_dtype("int64 with axes and float64 of rank 0", result_type(axes(int64), single(float64)),
               float64);
  expect_dtype("float64 and float32, both of rank 0", result_type(single(float64), single(float32)),
               float64);
  expect_dtype("uint8 of rank 0 and the number 2", result_type(single(uint8), Scalar(2)), uint8);
}

TEST(Promotion, TheTablesOfPyTorch) {
  std::vector<Array> with_axes, singles;
  for (const DType dtype : kAll) {
    with_axes.push_back(axes(dtype));
    singles.push_back(single(dtype));
    std::vector<double> row;
    for (const DType other : kAll) row.push_back(promote_types(dtype, other).id());
    expect_all("promote_types of " + name(dtype) + " with each of the others", row,
               golden().numbers("/promote_types/" + name(dtype)));
  }
  const std::vector<Scalar> numbers = {true, 2, 2.5};
  expect_table("axes and axes", axes, with_axes);
  expect_table("axes and single", axes, singles);
  expect_table("single and single", single, singles);
  expect_table("axes and number", axes, numbers);
  expect_table("single and number", single, numbers);
}

TEST(Promotion, BothOrdersGiveTheSame) {
  for (const DType a : kAll)
    for (const DType b : kAll) {
      expect_dtype(name(a) + " and " + name(b) + ", the other way round", promote_types(b, a),
                   promote_types(a, b));
      expect_dtype(name(a) + " and single " + name(b) + ", the other way round",
                   result_type(single(b), axes(a)), result_type(axes(a), single(b)));
    }
}

TEST(Promotion, NumbersRememberHowTheyWereWritten) {
  EXPECT_EQ(Scalar(true).dtype(), bool_);
  EXPECT_EQ(Scalar(2).dtype(), int64);
  EXPECT_EQ(Scalar(std::uint8_t{2}).dtype(), int64);
  EXPECT_EQ(Scalar(2.5f).dtype(), float32);
  EXPECT_EQ(Scalar(2.0).dtype(), float32);
  constexpr std::int64_t large = (std::int64_t{1} << 53) + 1;
  EXPECT_EQ(Scalar(large).to<std::int64_t>(), large) << "a double would have rounded it";
  EXPECT_EQ((-Scalar(large)).to<std::int64_t>(), -large);
  EXPECT_EQ((-Scalar(2.5)).to<double>(), -2.5);
  EXPECT_EQ((-Scalar(true)).to<std::int64_t>(), -1);
  EXPECT_EQ(Scalar(0.1).to<double>(), 0.1);
  EXPECT_TRUE(Scalar(0.5).to<bool>());
  EXPECT_EQ(Scalar(-3).to<std::uint8_t>(), 253);
  EXPECT_EQ(message([] { Scalar(std::numeric_limits<std::uint64_t>::max()); }),
            "number: 18446744073709551615 is too large for int64");
}

TEST(Promotion, NoDtypeIsLargeEnough) {
  constexpr DType kOther{15};
  gradus::register_dtype(kOther, {"other64", 8, true});
  EXPECT_EQ(message([] { promote_types(float64, kOther); }),
            "promote_types: no dtype holds both float64 and other64; convert one with to(dtype)");
}
