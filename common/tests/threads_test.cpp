#include <gradus/common/error.h>
#include <gradus/common/threads.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <mutex>
#include <numeric>
#include <set>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

namespace gradus {
namespace {

using Slices = std::set<std::pair<std::int64_t, std::int64_t>>;

class Threads : public ::testing::Test {
 protected:
  void TearDown() override { set_num_threads(before_); }
  int before_ = num_threads();
};

Slices slices_of(std::int64_t begin, std::int64_t end, std::int64_t grain) {
  Slices slices;
  std::mutex mutex;
  parallel_for(begin, end, grain, [&](std::int64_t first, std::int64_t last) {
    const std::lock_guard lock(mutex);
    EXPECT_TRUE(slices.insert({first, last}).second) << "slice run twice: " << first;
  });
  return slices;
}

TEST_F(Threads, SlicesDependOnTheNumbersAlone) {
  set_num_threads(4);
  EXPECT_EQ(slices_of(0, 10, 1), (Slices{{0, 3}, {3, 6}, {6, 8}, {8, 10}}));
  EXPECT_EQ(slices_of(-5, 5, 5), (Slices{{-5, 0}, {0, 5}}));
  EXPECT_EQ(slices_of(0, 10, 6), (Slices{{0, 10}}));
  EXPECT_EQ(slices_of(0, 3, 0), (Slices{{0, 1}, {1, 2}, {2, 3}}));
  EXPECT_EQ(slices_of(7, 7, 1), Slices{});
  EXPECT_EQ(slices_of(7, 3, 1), Slices{});
  set_num_threads(1);
  EXPECT_EQ(slices_of(0, 10, 1), (Slices{{0, 10}}));
}

TEST_F(Threads, EachNumberIsVisitedOnce) {
  for (const int threads : {1, 2, 3, 7}) {
    set_num_threads(threads);
    for (int round = 0; round < 200; ++round) {
      std::vector<int> visits(1 + round, 0);
      parallel_for(0, std::ssize(visits), 1, [&](std::int64_t first, std::int64_t last) {
        for (auto i = first; i < last; ++i) ++visits[i];
      });
      ASSERT_EQ(visits, std::vector<int>(visits.size(), 1)) << threads << " threads";
    }
  }
}

TEST_F(Threads, SlicesRunAtTheSameTime) {
  set_num_threads(2);
  // Each of the two waits for the other; one after the other would never end.
  std::atomic<int> arrived{0};
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  bool met = false;
  while (!met && std::chrono::steady_clock::now() < deadline) {
    arrived = 0;
    std::atomic<int> both{0};
    parallel_for(0, 2, 1, [&](std::int64_t, std::int64_t) {
      ++arrived;
      const auto patience = std::chrono::steady_clock::now() + std::chrono::milliseconds(500);
      while (arrived < 2 && std::chrono::steady_clock::now() < patience) std::this_thread::yield();
      both += arrived == 2;
    });
    met = both == 2;
  }
  EXPECT_TRUE(met);
}

TEST_F(Threads, TheFirstExceptionByPositionComesOut) {
  set_num_threads(4);
  for (int round = 0; round < 100; ++round) {
    std::atomic<int> ran{0};
    try {
      parallel_for(0, 4, 1, [&](std::int64_t first, std::int64_t) {
        ++ran;
        if (first >= 1) throw std::runtime_error("slice " + std::to_string(first));
      });
      FAIL() << "no exception";
    } catch (const std::runtime_error& error) {
      EXPECT_STREQ(error.what(), "slice 1");
    }
    EXPECT_EQ(ran, 4) << "a slice was left out";
  }
  EXPECT_EQ(slices_of(0, 4, 1).size(), 4u) << "the pool must go on working";
}

TEST_F(Threads, ACallInsideABodyRunsThere) {
  set_num_threads(3);
  std::atomic<int> inner{0};
  parallel_for(0, 3, 1, [&](std::int64_t, std::int64_t) {
    const auto outer = std::this_thread::get_id();
    parallel_for(0, 9, 1, [&](std::int64_t first, std::int64_t last) {
      EXPECT_EQ(std::this_thread::get_id(), outer);
      EXPECT_EQ(last - first, 3);
      ++inner;
    });
  });
  EXPECT_EQ(inner, 9);
}

TEST_F(Threads, AnExceptionInsideANestedCallComesOut) {
  set_num_threads(2);
  EXPECT_THROW(parallel_for(0, 2, 1,
                            [](std::int64_t, std::int64_t) {
                              parallel_for(0, 2, 1,
                                           [](std::int64_t, std::int64_t) { fail("inner"); });
                            }),
               Error);
}

TEST_F(Threads, ManyThreadsMayCallAtOnce) {
  set_num_threads(3);
  std::vector<std::int64_t> sums(4);
  std::vector<std::thread> callers;
  for (auto& sum : sums)
    callers.emplace_back([&sum] {
      for (int round = 0; round < 300; ++round) {
        std::atomic<std::int64_t> part{0};
        parallel_for(0, 100, 1, [&](std::int64_t first, std::int64_t last) {
          for (auto i = first; i < last; ++i) part += i;
        });
        sum += part;
      }
    });
  for (auto& caller : callers) caller.join();
  EXPECT_EQ(sums, std::vector<std::int64_t>(4, 300 * 4950));
}

TEST_F(Threads, HelpersWakeAgainAfterTheySlept) {
  set_num_threads(2);
  for (int round = 0; round < 20; ++round) {
    std::this_thread::sleep_for(std::chrono::milliseconds(round % 3));
    std::vector<int> visits(2, 0);
    parallel_for(0, 2, 1, [&](std::int64_t first, std::int64_t) {
      std::this_thread::sleep_for(std::chrono::microseconds(50 * (round % 5)));
      ++visits[first];
    });
    ASSERT_EQ(visits, (std::vector<int>{1, 1}));
  }
}

TEST_F(Threads, TheNumberOfThreadsIsChecked) {
  set_num_threads(5);
  EXPECT_EQ(num_threads(), 5);
  EXPECT_THROW(set_num_threads(0), Error);
  EXPECT_THROW(set_num_threads(1025), Error);
  EXPECT_THROW(parallel_for(0, 2, 1, [](std::int64_t, std::int64_t) { set_num_threads(2); }),
               Error);
  EXPECT_EQ(num_threads(), 5);
}

// The variable is read once, so each value gets a process of its own.
TEST(ThreadsDeathTest, TheEnvironmentChoosesTheNumber) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const auto exit_with = [](const char* value) {
    ::setenv("GRADUS_THREADS", value, 1);
    try {
      std::_Exit(num_threads());
    } catch (const Error&) {
      std::_Exit(99);
    }
  };
  EXPECT_EXIT(exit_with("3"), ::testing::ExitedWithCode(3), "");
  EXPECT_EXIT(exit_with("0"), ::testing::ExitedWithCode(99), "");
  EXPECT_EXIT(exit_with("2000"), ::testing::ExitedWithCode(99), "");
  EXPECT_EXIT(exit_with("two"), ::testing::ExitedWithCode(99), "");
}

TEST(FunctionRef, CallsWhatItRefersTo) {
  int calls = 0;
  const auto add = [&](int by) { return calls += by; };
  const FunctionRef<int(int)> reference = add;
  EXPECT_EQ(reference(2), 2);
  const FunctionRef<int(int)> copy = reference;
  EXPECT_EQ(copy(3), 5);
  EXPECT_EQ(calls, 5);
}

}  // namespace
}  // namespace gradus
