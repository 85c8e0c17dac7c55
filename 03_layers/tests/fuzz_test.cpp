// The readers of files against thousands of damaged ones: each is read, or refused by one clear
// Error, with memory in proportion to the file. What was found so stands below by name.
#include <gradus/testing/fuzz.h>
#include <gtest/gtest.h>

#include "fuzz/targets.h"

using gradus::testing::FuzzTarget;
using gradus::testing::problem_with;
namespace targets = gradus::testing;

namespace {

// A file's bytes, those that cannot be shown as \\xNN.
std::string as_text(std::string_view bytes) {
  std::string text;
  for (char c : bytes.substr(0, 2000)) {
    char code[8];
    std::snprintf(code, sizeof code, "\\x%02x", static_cast<unsigned char>(c));
    text += c >= ' ' && c < 127 && c != '\\' ? std::string(1, c) : code;
  }
  return text;
}

void try_mutants(const FuzzTarget& target) {
  constexpr std::uint64_t kMutants = 20'000;
  for (const std::string& seed : target.seeds()) {
    target.read(seed);  // the seeds are right
    EXPECT_EQ(problem_with(target, seed), "");
  }
  const targets::Mutator mutator(target.seeds(), target.name);
  for (std::uint64_t i = 0; i < kMutants; ++i) {
    const std::string bytes = mutator.mutant(i);
    const std::string problem = problem_with(target, bytes);
    ASSERT_EQ(problem, "") << "mutant " << i << ": " << as_text(bytes);
  }
}

}  // namespace

TEST(Fuzz, Idx) { try_mutants(targets::idx_target); }
TEST(Fuzz, Gzip) { try_mutants(targets::gzip_target); }
TEST(Fuzz, DigitCsv) { try_mutants(targets::digit_csv_target); }
TEST(Fuzz, Safetensors) { try_mutants(targets::safetensors_target); }
TEST(Fuzz, Checkpoint) { try_mutants(targets::checkpoint_target); }

// What was found.

TEST(Fuzz, SizesBehindAZero) {
  // No element, so the product of the sizes is 0; but the strides overflowed.
  const std::string idx = targets::idx_bytes({0, 4'278'190'334u, 4'278'190'080u, 1u << 31}, "");
  EXPECT_EQ(problem_with(targets::idx_target, idx), "");
  EXPECT_THROW(targets::idx_target.read(idx), gradus::Error);
  const std::string header =
      R"({"x":{"dtype":"F32","shape":[0,1099511627776,1099511627776],"data_offsets":[0,0]}})";
  std::string safetensors(8, '\0');
  safetensors[0] = static_cast<char>(header.size());
  safetensors += header;
  EXPECT_EQ(problem_with(targets::safetensors_target, safetensors), "");
  EXPECT_THROW(targets::safetensors_target.read(safetensors), gradus::Error);
}
