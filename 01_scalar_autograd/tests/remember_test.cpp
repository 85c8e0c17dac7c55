#include <gradus/scalar_autograd/value.h>
#include <gradus/testing/expect.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

using gradus::scalar::how_made;
using gradus::scalar::record;
using gradus::scalar::Value;
using gradus::testing::expect;
using gradus::testing::expect_all;

namespace {

// 2 * 3 = 6, made by hand: no operator exists yet. The product moves with the first operand three
// times as fast, with the second twice.
struct Product {
  Value a = 2, b = 3, c = record("*", {6, 3, 2}, {a, b});
};

std::vector<double> numbers(const std::vector<Value>& values) {
  std::vector<double> result;
  for (const Value& value : values) result.push_back(value.data());
  return result;
}

}  // namespace

TEST(Remember, ALeafIsANumberWithoutAPast) {
  const Value a = 2;
  expect("a", a.data(), 2);
  expect("a's gradient, before any result asked for it", a.grad(), 0);
  EXPECT_STREQ(a.op(), "");
  expect("number of a's parents", static_cast<double>(a.parents().size()), 0);
}

TEST(Remember, CopiesShareOneNumber) {
  Value a = 2;
  Value same = a;
  same.set_data(5);
  same.set_grad(7);
  expect("a after its copy was set to 5", a.data(), 5);
  expect("a's gradient after its copy's was set to 7", a.grad(), 7);
  same = Value(1);
  expect("a after its copy became a handle on another number", a.data(), 5);
}

TEST(Remember, AResultKnowsItsOperator) {
  const Product product;
  expect("c", product.c.data(), 6);
  EXPECT_STREQ(product.c.op(), "*")
      << (std::string(product.c.op()).empty() ? "Likely cause: the operator's name was not kept"
                                              : "");
}

TEST(Remember, AResultKnowsItsParentsInOrder) {
  const Product product;
  const std::vector<double> parents = numbers(product.c.parents());
  expect_all("the parents of c = 2 * 3", parents, std::vector<double>{2, 3})
      .if_equal({3, 2}, "the operands are in the wrong order; 2 - 3 is not 3 - 2")
      .if_true(parents == std::vector<double>{2}, "only the first operand is kept")
      .if_true(parents.empty(), "no operand is kept");
  const Value half = record("half", {1, 0.5}, {product.a});
  expect_all("the parents of half(2)", numbers(half.parents()), std::vector<double>{2});
}

TEST(Remember, ParentsAreTheSameNumbersNotCopies) {
  Product product;
  product.a.set_grad(5);
  ASSERT_FALSE(product.c.parents().empty());
  expect("the gradient of c's first parent, after a's was set to 5", product.c.parents()[0].grad(),
         5)
      .if_true(product.c.parents()[0].data() == 2,
               "c's parent is a new leaf with a's number, not a itself");
}

TEST(Remember, AResultKnowsHowFastItMovesWithEachParent) {
  const Product product;
  expect_all("d(c)/d(a) and d(c)/d(b)", product.c.node()->local, std::vector<double>{3, 2})
      .if_equal({0, 0}, "the local derivatives are not kept")
      .if_equal({2, 3}, "each local derivative stands beside the wrong operand");
}

TEST(Remember, HowMadeTellsTheStory) {
  const Product product;
  const std::string leaf = how_made(product.a);
  EXPECT_EQ(leaf, "2") << (leaf.size() > 1 ? "Likely cause: a leaf was not made from anything; "
                                             "it is only its number"
                                           : "");
  const std::string story = how_made(product.c);
  EXPECT_EQ(story, "6 = *(2, 3)")
      << (story == "6 = *(2)" && product.c.parents().size() == 2
              ? "Likely cause: the story leaves out the second operand"
          : story == "6 = *(6, 6)" ? "Likely cause: the operands' numbers, not the result's own"
                                   : "");
  EXPECT_EQ(how_made(record("half", {1, 0.5}, {product.a})), "1 = half(2)");
}

TEST(Remember, TheLastHandleFreesWhatOnlyItNeeded) {
  const auto before = Value::live_nodes();
  {
    const Value a = 2;
    Value c = record("half", {1, 0.5}, {Value(2)});
    expect("nodes of a, 2 and half(2)", static_cast<double>(Value::live_nodes() - before), 3);
    c = a;
    expect("nodes when c is a's second handle", static_cast<double>(Value::live_nodes() - before),
           1);
  }
  expect("nodes left at the end", static_cast<double>(Value::live_nodes() - before), 0);
}
