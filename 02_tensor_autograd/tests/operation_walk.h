#pragma once
// Every operation of a chapter against differences, found through the table of operations itself:
// one that nobody wrote a check for fails. A chapter's tests/operations_test.cpp, and no other file
// of its program, includes this and defines operation_lists(); the tests stand here. Which
// operations are a chapter's own is read from its sources.
#include <gradus/common/files.h>
#include <gradus/tensor_autograd/elementwise.h>
#include <gradus/tensor_autograd/gradient_check.h>
#include <gradus/tensor_autograd/hessian.h>
#include <gradus/tensor_autograd/math.h>
#include <gradus/tensor_autograd/operation.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <memory>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "operation_sample.h"

namespace gradus::testing {

constexpr int kSamples = 24, kSecondSamples = 6;

/// The names in `Operation some_name("name", ...` of the sources in a chapter's folder.
inline std::set<std::string> operations_in(const std::filesystem::path& chapter) {
  std::set<std::string> names;
  const std::regex definition("\\bOperation\\s+\\w+\\s*[({]\\s*\"(\\w+)\"");
  for (const auto& entry : std::filesystem::recursive_directory_iterator(chapter / "src")) {
    if (!entry.is_regular_file()) continue;
    const std::string text = read_file(entry.path());
    for (std::sregex_iterator at(text.begin(), text.end(), definition), end; at != end; ++at)
      names.insert((*at)[1]);
  }
  return names;
}

/// The folder of the chapter whose tests these are.
inline std::filesystem::path this_chapter() {
  return std::filesystem::canonical(GRADUS_TEST_DATA "/../..");
}

/// The operations of the chapters before this one, which have checked them.
inline std::set<std::string> operations_before() {
  std::set<std::string> names;
  const std::filesystem::path here = this_chapter();
  for (const auto& entry : std::filesystem::directory_iterator(here.parent_path())) {
    const std::string folder = entry.path().filename().string();
    if (folder.size() > 2 && folder[0] == '0' && folder[2] == '_' && folder < here.filename())
      names.merge(operations_in(entry.path()));
  }
  return names;
}

/// The variants that an operation has for a dtype on the CPU.
inline std::set<std::string> variants(const Operation& op, DType dtype) {
  std::set<std::string> names;
  for (const KernelEntry& entry : op.kernels())
    if (entry.device == cpu && entry.dtype == dtype) names.insert(entry.variant);
  return names;
}

/// Calls check(operation, generator, draw) for each operation with gradients and each of its
/// variants.
void for_each_variant(const std::string& purpose, DType dtype, auto check) {
  for (Operation* op : Operation::all()) {
    const auto found = operation_lists().differentiable.find(op->name());
    if (found == operation_lists().differentiable.end()) continue;
    const std::set<std::string> names = variants(*op, dtype);
    EXPECT_FALSE(names.empty()) << op->name() << " has no kernel for " << dtype;
    for (const std::string& name : names) {
      SCOPED_TRACE(std::string(op->name()) + ", variant " + name);
      const UseVariant use(*op, name);
      Draw draw(purpose + " " + op->name());
      check(*op, found->second, draw);
    }
  }
}

inline void check_sample(const Sample& sample, bool second = false) {
  const GradientReport report = second ? check_second_derivatives(sample.f, sample.inputs)
                                       : check_gradients(sample.f, sample.inputs);
  EXPECT_TRUE(report.passed()) << report << "\ninputs:" << describe(sample.inputs);
}

/// The float32 error is at most twice that of the simple kernel, plus K 2^-24 times the sizes of K
/// terms.
inline void check_float32(Operation& op, const Sample& sample) {
  const NoGrad off;
  std::vector<Tensor> small, large;
  for (const Tensor& input : sample.inputs) {
    small.push_back(to(input, float32));
    large.push_back(to(small.back(), float64));
  }
  const Tensor result = sample.f(small);
  EXPECT_EQ(result.dtype(), float32);
  using Numbers = std::vector<double>;
  const Numbers actual = result.to_vector(), truth = sample.f(large).to_vector(),
                sizes = sample.sizes ? sample.sizes(large).to_vector() : truth;
  std::unique_ptr<UseVariant> naive;
  if (variants(op, float32).count("naive")) naive = std::make_unique<UseVariant>(op, "naive");
  const Numbers simple = sample.f(small).to_vector();
  ASSERT_EQ(actual.size(), truth.size());
  for (std::size_t j = 0; j < truth.size(); ++j) {
    const double rounding =
        0x1p-24 * std::max(4.0, sample.terms) * std::max(sample.least_size, std::abs(sizes[j]));
    EXPECT_LE(std::abs(actual[j] - truth[j]),
              rounding + (naive ? 2 * std::abs(simple[j] - truth[j]) : 0.0))
        << "element " << j << " is " << actual[j] << ", in float64 " << truth[j]
        << "\ninputs:" << describe(sample.inputs);
  }
}

}  // namespace gradus::testing

TEST(Operations, EachIsOnExactlyOneList) {
  using namespace gradus::testing;
  const OperationLists& lists = operation_lists();
  const std::set<std::string> here = operations_in(this_chapter()), before = operations_before();
  std::set<std::string> there;
  for (const gradus::Operation* op : gradus::Operation::all()) {
    const std::string name = op->name();
    there.insert(name);
    EXPECT_EQ(lists.differentiable.count(name) + lists.not_differentiable.count(name),
              before.count(name) ? 0U : 1U)
        << name
        << (before.count(name)
                ? " is an earlier chapter's and checked there"
                : ": write a sample generator for it, or say why it has no gradient");
  }
  EXPECT_FALSE(here.empty()) << "no operation was found in " << this_chapter() / "src";
  for (const std::string& name : here)
    EXPECT_TRUE(there.count(name)) << name << " is in the sources and not in the program";
  for (const auto& [name, generator] : lists.differentiable)
    EXPECT_TRUE(there.count(name)) << name << " is on the list and does not exist";
  for (const auto& [name, reason] : lists.not_differentiable)
    EXPECT_TRUE(there.count(name)) << name << " is on the list and does not exist";
}

TEST(Operations, GradientsAgreeWithDifferences) {
  using namespace gradus::testing;
  for_each_variant("gradients", gradus::float64,
                   [](const gradus::Operation&, Generator generate, Draw& draw) {
                     for (int i = 0; i < kSamples; ++i) check_sample(generate(draw, 5));
                   });
}

TEST(Operations, SecondDerivativesAgreeWithDifferences) {
  using namespace gradus::testing;
  for_each_variant("second derivatives", gradus::float64,
                   [](const gradus::Operation&, Generator generate, Draw& draw) {
                     for (int i = 0; i < kSecondSamples; ++i) check_sample(generate(draw, 3), true);
                   });
}

TEST(Operations, CompositesAgreeWithDifferences) {
  using namespace gradus::testing;
  for (const auto& [name, generate] : operation_lists().composites) {
    SCOPED_TRACE(name);
    Draw draw("composites " + name);
    for (int i = 0; i < kSamples; ++i) check_sample(generate(draw, 5));
    for (int i = 0; i < kSecondSamples; ++i) check_sample(generate(draw, 3), true);
  }
}

TEST(Operations, Float32IsAsExactAsItCanBe) {
  using namespace gradus::testing;
  for_each_variant("float32", gradus::float32,
                   [](gradus::Operation& op, Generator generate, Draw& draw) {
                     for (int i = 0; i < kSamples; ++i) check_float32(op, generate(draw, 5));
                   });
}
