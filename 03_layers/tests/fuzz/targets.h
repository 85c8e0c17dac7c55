// What is tried on the readers of files: for fuzz_test.cpp, and for libFuzzer (the other files of
// this folder; CMake option GRADUS_FUZZ).
#pragma once
#include <gradus/common/error.h>
#include <gradus/common/files.h>
#include <gradus/layers/checkpoint.h>
#include <gradus/layers/digit_csv.h>
#include <gradus/layers/exact_text.h>
#include <gradus/layers/idx.h>
#include <gradus/layers/linear.h>
#include <gradus/layers/plateau.h>
#include <gradus/layers/sgd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "../file_bytes.h"

namespace gradus::testing {

/// A reader of files, and files that it reads.
struct FuzzTarget {
  const char* name;
  void (*read)(std::string_view bytes);
  std::vector<std::string> (*seeds)();
};

/// Reads a file, whatever is in it. Gives what is wrong with the reader, or "": a wrong file must
/// be refused by one clear Error, of one line that begins with the file's name; and what tensors
/// take must be in proportion to the file.
inline std::string problem_with(const FuzzTarget& target, std::string_view bytes) {
  constexpr std::size_t kMostMessage = 500, kTimes = 8, kSpare = 16384;
  const std::size_t before = memory_use(cpu).live;
  reset_peak(cpu);
  try {
    target.read(bytes);
  } catch (const Error& error) {
    const std::string message = error.what();
    if (!message.starts_with("file")) return "the message does not name the file: " + message;
    if (message.size() > kMostMessage) return "a message of " + std::to_string(message.size());
    if (std::any_of(message.begin(), message.end(),
                    [](char c) { return static_cast<unsigned char>(c) < ' '; }))
      return "the message has more than one line, or control characters: " + message;
  } catch (const std::exception& error) {
    return std::string("not an Error: ") + error.what();
  }
  const std::size_t peak = memory_use(cpu).peak - before;
  if (peak > kTimes * bytes.size() + kSpare)
    return std::to_string(peak) + " bytes for a file of " + std::to_string(bytes.size());
  if (memory_use(cpu).live != before) return "memory was not given back";
  return "";
}

/// What libFuzzer calls, for one target.
inline int fuzz_one(const FuzzTarget& target, const unsigned char* data, std::size_t size) {
  const std::string problem = problem_with(target, {reinterpret_cast<const char*>(data), size});
  if (problem.empty()) return 0;
  std::fprintf(stderr, "%s: %s\n", target.name, problem.c_str());
  std::abort();
}

// The readers.

/// IDX, as MNIST has it.
inline const FuzzTarget idx_target{
    "idx", [](std::string_view bytes) { data::parse_idx(bytes, "file"); },
    [] {
      return std::vector<std::string>{idx_bytes({3}, "abc"), idx_bytes({2, 2, 3}, "abcdefghijkl"),
                                      idx_bytes({0, 7}, ""),
                                      idx_bytes({1, 1, 1, 1, 1, 1, 1, 2}, "ab")};
    }};

/// gzip data, of IDX files among others. Here at most a megabyte comes out.
inline const FuzzTarget gzip_target{
    "gzip",
    [](std::string_view bytes) {
      constexpr std::uint64_t kLimit = 1 << 20;
      const std::string unpacked =
          is_gzip(bytes) ? gunzip(bytes, "file", kLimit) : std::string(bytes);
      if (unpacked.starts_with(std::string_view("\0\0", 2))) data::parse_idx(unpacked, "file");
    },
    [] {
      // 1,000 letters, really packed.
      const std::string packed(
          "\037\213\010\000\000\000\000\000\002\003\113\114\034\005\243\140\024\014\167\000\000\003"
          "\332\070\232\350\003\000\000",
          29);
      return std::vector<std::string>{gzip_bytes(idx_bytes({2, 2}, "abcd")),
                                      gzip_bytes("abc") + gzip_bytes(""), packed,
                                      idx_bytes({2}, "ab")};
    }};

/// Kaggle's tables of digits.
inline const FuzzTarget digit_csv_target{
    "digit_csv",
    [](std::string_view bytes) {
      const data::DigitTable table = data::parse_digit_csv(bytes, "file");
      to_dataset(table, data::ImageDataset::measure(table.images));
    },
    [] {
      return std::vector<std::string>{
          "label,pixel0,pixel1,pixel2,pixel3\n3,0,255,17,9\n0,1,2,3,4\n", "pixel0\r\n7\r\n255",
          "label,pixel0\n9,100\n"};
    }};

/// safetensors: what is read is written again, and read.
inline const FuzzTarget safetensors_target{
    "safetensors",
    [](std::string_view bytes) {
      const nn::SafeTensors content = nn::parse_safetensors(bytes, "file");
      const nn::SafeTensors again = nn::parse_safetensors(to_safetensors(content), "file");
      if (again.tensors.size() != content.tensors.size() || again.metadata != content.metadata)
        throw std::logic_error("writing and reading lost something");
    },
    [] {
      const nn::SafeTensors one{.tensors = {{"a", Tensor::of({1, 2, 3, 4, 5, 6}, {2, 3})},
                                            {"b", Tensor(2.5, float64)},
                                            {"c", Tensor::of({7}, {1}, int64)},
                                            {"none", Tensor::of({}, {2, 0})},
                                            {"truths", Tensor::of({1, 0, 1}, {3}, bool_)},
                                            {"bytes", Tensor::of({1, 2, 255}, {3}, uint8)}},
                                .metadata = {{"epoch", "3"}}};
      const nn::SafeTensors two{.tensors = {{"x", Tensor::of({1, 2}, {2}, uint8)}}, .metadata = {}};
      return std::vector<std::string>{to_safetensors(one), to_safetensors(two),
                                      nn::to_safetensors({})};
    }};

/// A training run: the network, its optimizer, its schedule, its notes.
struct FuzzRun {
  nn::Linear net{3, 2};
  optim::SGD optimizer{net.parameters(), {.lr = 0.1, .momentum = 0.9}};
  optim::ReduceLROnPlateau schedule{optimizer, {.patience = 2}};

  nn::Checkpoint checkpoint() {
    nn::Checkpoint result(net, optimizer, {{"step", "12"}, {"loss", nn::exact_text(0.1)}});
    result.add("schedule", schedule.state_dict());
    return result;
  }
};

/// Checkpoints of training runs.
inline const FuzzTarget checkpoint_target{
    "checkpoint",
    [](std::string_view bytes) {
      const nn::Checkpoint checkpoint = nn::Checkpoint::parse(bytes, "file");
      FuzzRun run;
      try {
        constexpr std::int64_t kMost = 1000;
        nn::whole_number(checkpoint.note("step"), "step", 0, kMost);
        nn::exact_number(checkpoint.note("loss"), "loss");
        checkpoint.restore(run.net, run.optimizer);
        run.schedule.load_state_dict(checkpoint.state("schedule"));
        run.schedule.step(1);
        run.checkpoint();
      } catch (const Error& error) {
        throw Error(std::string("file: ") + error.what());  // these know no file
      }
    },
    [] {
      FuzzRun run;
      return std::vector<std::string>{run.checkpoint().bytes()};
    }};

}  // namespace gradus::testing
