#include <gradus/common/threads.h>
#include <gradus/testing/allocations.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <memory>
#include <new>
#include <thread>
#include <vector>

namespace gradus::testing {
namespace {

class AllocationsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!Allocations::counted()) GTEST_SKIP() << "malloc is not counted in this build";
  }
  // The compiler may leave out an allocation whose address nobody sees.
  template <class T>
  static T* seen(T* block) {
    asm volatile("" : "+r"(block) : : "memory");
    return block;
  }
};

TEST_F(AllocationsTest, EachWayToGetMemoryCounts) {
  const Allocations allocations;
  void* blocks[5] = {seen(std::malloc(8)), seen(std::calloc(2, 8)),
                     seen(std::aligned_alloc(64, 64)), nullptr, seen(static_cast<void*>(new int))};
  ASSERT_EQ(posix_memalign(&blocks[3], 64, 64), 0);
  EXPECT_EQ(allocations.calls(), 5);
  EXPECT_EQ(allocations.live_blocks(), 5);
  blocks[0] = seen(std::realloc(blocks[0], 1 << 20));
  EXPECT_EQ(allocations.calls(), 6);
  EXPECT_EQ(allocations.live_blocks(), 5);
  delete static_cast<int*>(blocks[4]);
  for (int i = 0; i < 4; ++i) std::free(blocks[i]);
  EXPECT_EQ(allocations.live_blocks(), 0);
}

TEST_F(AllocationsTest, AlignedNewAndContainersCount) {
  struct alignas(128) Wide {
    char bytes[128];
  };
  const Allocations allocations;
  std::unique_ptr<Wide> wide(seen(new Wide));
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(wide.get()) % 128, 0u);
  const std::vector<int> numbers(100);
  EXPECT_NE(seen(numbers.data()), nullptr);
  EXPECT_EQ(allocations.calls(), 2);
}

TEST_F(AllocationsTest, NothingIsNothing) {
  const Allocations allocations;
  std::free(seen(static_cast<void*>(nullptr)));
  EXPECT_EQ(allocations.calls(), 0);
  EXPECT_EQ(allocations.live_blocks(), 0);
}

TEST_F(AllocationsTest, OtherThreadsCountToo) {
  void* block = nullptr;
  const Allocations allocations;
  std::thread([&] { block = seen(std::malloc(8)); }).join();
  EXPECT_GE(allocations.calls(), 1);
  std::free(block);
}

TEST_F(AllocationsTest, AParallelForAllocatesNothing) {
  const int before = num_threads();
  set_num_threads(2);
  const auto body = [](std::int64_t, std::int64_t) {};
  parallel_for(0, 2, 1, body);  // starts the helper
  const Allocations allocations;
  for (int i = 0; i < 100; ++i) parallel_for(0, 2, 1, body);
  EXPECT_EQ(allocations.calls(), 0);
  set_num_threads(before);
}

}  // namespace
}  // namespace gradus::testing
