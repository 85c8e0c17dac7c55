#include <gradus/testing/expect.h>
#include <gtest/gtest.h>

#include "residual_norm_case.h"

using gradus::testing::expect;
using gradus::testing::expect_all;
using gradus::testing::ResidualNorm;

namespace {

bool failed_before() { return ::testing::UnitTest::GetInstance()->failed_test_count() > 0; }

void expect_no_trouble(const ResidualNorm& given, const std::string& trouble) {
  const auto said = [&](const char* word) { return trouble.find(word) != std::string::npos; };
  expect("the device's complaints about " + given.title(), trouble.empty() ? 0 : 1, 0)
      .if_true(said("race"),
               "a thread writes into shared memory what another one still reads, or reads what it "
               "has not waited for: " +
                   trouble)
      .if_true(said("out of bounds"), "an index beyond the row or the matrix: " + trouble)
      .if_true(said("barrier"), "not all threads of a block come to the same barrier: " + trouble)
      .if_true(!trouble.empty(), trouble);
}

}  // namespace

TEST(Capstone, RowsOfAllLengths) {
  for (const auto& [rows, columns] :
       {std::pair{3, 700}, {1, 1}, {2, 5}, {5, 31}, {3, 32}, {4, 257}, {1, 5000}}) {
    const ResidualNorm given(rows, columns);
    const auto answer = given.run();
    expect_no_trouble(given, answer.trouble);
    if (!answer.trouble.empty()) continue;
    // A sum of n numbers in float32, with parts in many threads, is exact to far less than n / 8
    // roundings.
    const double tolerance = 0x1p-24 * (16 + columns / 8.0);
    expect_all(given.title(), answer.values, given.expected(), tolerance)
        .if_equal(given.by({.without_residual = true}), "the residual was not added")
        .if_equal(given.by({.one_less = true}),
                  "the squared distances are divided by one less than there are")
        .if_equal(given.by({.gain_of_row = true}), "the gain belongs to a column, not to a row");
  }
}

TEST(Capstone, EpsilonStandsUnderTheRoot) {
  ResidualNorm given(2, 40);
  given.epsilon = 0.25f;
  expect_all("2 rows of 40, epsilon 0.25", given.run().values, given.expected(), 1e-5)
      .if_equal(given.by({.epsilon_outside = true}), "epsilon was added behind the square root");
}

TEST(Capstone, RowsOfEqualNumbers) {
  ResidualNorm given(2, 300);
  std::fill(given.x.begin(), given.x.end(), 2.5f);
  std::fill(given.residual.begin(), given.residual.end(), -0.75f);
  const auto values = given.run().values;
  std::vector<float> twice = given.bias;
  twice.insert(twice.end(), given.bias.begin(), given.bias.end());
  expect_all("rows in which all numbers are equal", values, twice)
      .if_true(!failed_before() && std::isnan(values[0]), "0 divided by 0: where is epsilon?");
}

TEST(Capstone, NumbersFarFromZero) {
  const ResidualNorm given(2, 600, 3000);
  const auto values = given.run().values;
  // x + residual is rounded to 2^-13 at worst, a part of 2^-14 to 2^-12 of its distance to the
  // mean.
  expect_all("numbers around 3000", values, given.expected(), 1e-3)
      .if_true(!failed_before(),
               "is the variance a difference of two large numbers? First the mean, then the "
               "squared distances from it");
}

TEST(Capstone, TheSameBitsTwice) {
  const ResidualNorm given(3, 1000);
  const auto first = given.run().values, second = given.run().values;
  expect_all("the second run", second, first, 0);
}

TEST(Capstone, TooManyColumns) {
  EXPECT_NE(ResidualNorm(1, gradus::cuda::kMostColumns + 1).run().trouble.find("columns"),
            std::string::npos);
  const ResidualNorm most(1, gradus::cuda::kMostColumns);
  const std::string trouble = most.run().trouble;
  expect("the device's complaints about the longest row", trouble.empty() ? 0 : 1, 0)
      .if_true(!failed_before() && !trouble.empty(), "does the longest row fit? " + trouble);
}

TEST(Capstone, NothingToDo) {
  const std::string trouble = ResidualNorm(0, 5).run().trouble;
  expect("the device's complaints about 0 rows", trouble.empty() ? 0 : 1, 0)
      .if_true(!trouble.empty(), "a launch of no blocks is an error: " + trouble);
}
