#include <gradus/testing/fuzz.h>
#include <gtest/gtest.h>

#include <set>

using gradus::testing::Mutator;

TEST(Fuzz, MutantsAreAFunctionOfTheirNumber) {
  const std::vector<std::string> seeds = {"{\"shape\":[12,3]}", std::string("\0\0\10\1", 4)};
  const Mutator one(seeds, "a"), two(seeds, "a"), other(seeds, "b");
  std::set<std::string> seen;
  int same = 0, from_other = 0;
  for (std::uint64_t i = 0; i < 1000; ++i) {
    EXPECT_EQ(one.mutant(i), two.mutant(i));
    seen.insert(one.mutant(i));
    same += one.mutant(i) == seeds[0] || one.mutant(i) == seeds[1];
    from_other += one.mutant(i) == other.mutant(i);
  }
  EXPECT_GT(seen.size(), 700U) << "they differ from each other,";
  EXPECT_LT(same, 100) << "from the seeds,";
  EXPECT_LT(from_other, 100) << "and from those of another name";
}

TEST(Fuzz, EmptySeeds) {
  const Mutator mutator({""}, "a");
  for (std::uint64_t i = 0; i < 1000; ++i) mutator.mutant(i);
}
