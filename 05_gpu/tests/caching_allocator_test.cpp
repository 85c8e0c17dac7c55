#include <gradus/common/error.h>
#include <gradus/gpu/caching_allocator.h>
#include <gradus/gpu/device.h>
#include <gradus/tensor_autograd/creation.h>
#include <gradus/tensor_autograd/view_ops.h>
#include <gradus/testing/expect.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <set>

using gradus::Tensor;
using gradus::cuda::AllocatorStatistics;
using gradus::cuda::CachingAllocator;
using gradus::testing::expect;
using gradus::testing::expect_all;

namespace {

// A device of 1 MiB that counts what it gives. No address is given twice, and nobody writes there.
std::size_t given = 0;
int mallocs = 0, frees = 0;
constexpr std::size_t kRoom = 1 << 20;
std::uintptr_t next_address = 1 << 20;
const CachingAllocator::Source kSmall{[](std::size_t bytes) -> void* {
                                        if (given + bytes > kRoom) gradus::fail("no memory left");
                                        given += bytes;
                                        ++mallocs;
                                        next_address += bytes;
                                        return reinterpret_cast<void*>(next_address - bytes);
                                      },
                                      [](void*, std::size_t bytes) {
                                        given -= bytes;
                                        ++frees;
                                      }};

class SmallDevice : public ::testing::Test {
 protected:
  void SetUp() override {
    given = 0;
    mallocs = frees = 0;
  }
  CachingAllocator allocator{kSmall};
  const cudaStream_t one = nullptr, other = reinterpret_cast<cudaStream_t>(8);
};

}  // namespace

TEST(SizeClass, FewAndCloseToWhatWasAsked) {
  for (const auto& [bytes, size] : {std::pair<std::size_t, std::size_t>{1, 512},
                                    {512, 512},
                                    {513, 1024},
                                    {4097, 4608},
                                    {8192, 8192},
                                    {8193, 9216},
                                    {(1 << 20) + 1, (1 << 20) + (1 << 17)}})
    expect("the size class of " + std::to_string(bytes) + " bytes",
           static_cast<double>(CachingAllocator::size_class(bytes)), static_cast<double>(size))
        .if_equal(static_cast<double>((bytes + 511) / 512 * 512),
                  "in steps of 512 bytes large sizes hardly ever find a block of their class again")
        .if_equal(static_cast<double>(std::max<std::size_t>(512, std::bit_ceil(bytes))),
                  "with powers of two alone a block may be twice as large as what was asked for")
        .if_true(CachingAllocator::size_class(bytes) < bytes,
                 "the class is smaller than what was asked for: round up");
  std::set<std::size_t> classes;
  for (std::size_t bytes = 1; bytes < 1 << 20; bytes += 97) {
    const std::size_t size = CachingAllocator::size_class(bytes);
    ASSERT_GE(size, bytes);
    ASSERT_LE(size, std::max<std::size_t>(bytes + 512, bytes + bytes / 8));
    ASSERT_EQ(CachingAllocator::size_class(size), size);
    classes.insert(size);
  }
  EXPECT_LT(classes.size(), 100U);
}

TEST_F(SmallDevice, ABlockIsUsedAgain) {
  void* first = allocator.allocate(5000, one);
  allocator.release(first);
  void* second = allocator.allocate(5100, one);
  expect("the second request of a size class gets the first one's block", second == first, 1)
      .if_true(mallocs == 2,
               "a block that lies in its pool was not taken: is release() putting it "
               "where allocate() looks?");
  void* third = allocator.allocate(5100, one);
  expect("two blocks in use are two blocks", third != second, 1)
      .if_equal(0, "a block that somebody has was given away again: take it out of the pool");
  allocator.release(second);
  allocator.release(third);
  const AllocatorStatistics s = allocator.statistics();
  const double size = static_cast<double>(CachingAllocator::size_class(5000));
  expect_all("statistics: live, peak, cached, requests, from a pool, by malloc",
             std::vector<double>{static_cast<double>(s.live), static_cast<double>(s.peak),
                                 static_cast<double>(s.cached), static_cast<double>(s.requests),
                                 static_cast<double>(s.from_pool), static_cast<double>(s.mallocs)},
             std::vector<double>{0, 2 * size, 2 * size, 3, 1, 2})
      .if_true(s.from_pool > 0 && s.cached == static_cast<std::size_t>(3 * size),
               "what is taken from a pool is cached no longer");
}

TEST_F(SmallDevice, AFullDeviceIsEmptiedOfWhatNobodyUses) {
  std::vector<void*> blocks;
  for (int i = 1; i <= 8; ++i) blocks.push_back(allocator.allocate(20000 * i, one));
  for (void* block : blocks) allocator.release(block);
  void* kept = allocator.allocate(60000, one);
  void* large = nullptr;
  std::string trouble;
  try {
    large = allocator.allocate(900000, one);
  } catch (const gradus::Error& error) {
    trouble = error.what();
  }
  expect("a request that fits only when the pools are emptied gets its memory", large != nullptr, 1)
      .if_true(trouble == "no memory left" && allocator.statistics().trims == 0,
               "the device says that it is full, while unused blocks lie in the pools: empty them "
               "and try again");
  const std::size_t live = allocator.statistics().live;
  expect("whether the device has given at least what is in use", given >= live, 1)
      .if_equal(0, "a block that is in use was given back");
  EXPECT_EQ(frees, 7);
  expect("bytes in pools afterwards", static_cast<double>(allocator.statistics().cached), 0);
  EXPECT_THROW(allocator.allocate(kRoom + 1, one), gradus::Error);
  allocator.release(kept);
  if (large) allocator.release(large);
}

TEST_F(SmallDevice, TrimmedBlocksAreForgotten) {
  void* memory = allocator.allocate(7000, one);
  allocator.release(memory);
  allocator.trim();
  expect("bytes that the device has given after trimming", static_cast<double>(given), 0)
      .if_true(frees == 0, "trim() gives nothing back to the source");
  void* again = allocator.allocate(7000, one);
  expect("cudaMallocs after trimming", mallocs, 2)
      .if_equal(1, "a block that was given back to the device is still in its pool");
  allocator.release(again);
}

TEST_F(SmallDevice, StreamsDoNotShare) {
  void* mine = allocator.allocate(4096, one);
  allocator.release(mine);
  void* theirs = allocator.allocate(4096, other);
  expect("a block released in one stream is not given to another", theirs != mine, 1)
      .if_equal(0,
                "the kernel that used the block may still be waiting in its own stream: each "
                "stream needs a pool of its own");
  allocator.release(theirs);
  void* again = allocator.allocate(4096, one);
  expect("a block goes back to the stream that it was allocated for", again == mine, 1)
      .if_equal(0, "the block went to another stream's pool");
  allocator.release(again);
}

TEST_F(SmallDevice, MisuseIsTold) {
  void* memory = allocator.allocate(10, one);
  allocator.release(memory);
  EXPECT_THROW(allocator.release(memory), gradus::Error);
  int not_from_here = 0;
  EXPECT_THROW(allocator.release(&not_from_here), gradus::Error);
}

TEST(Allocator, TensorsUseIt) {
  gradus::cuda::use_caching_allocator();
  const Tensor x = gradus::randn({100, 10}, gradus::RandomStream(1, "x"));
  for (int i = 0; i < 3; ++i) to(to(x, gradus::gpu), gradus::cpu);
  const AllocatorStatistics before = gradus::cuda::allocator().statistics();
  for (int i = 0; i < 10; ++i)
    EXPECT_EQ(to(to(x, gradus::gpu), gradus::cpu).to_vector(), x.to_vector());
  const AllocatorStatistics after = gradus::cuda::allocator().statistics();
  EXPECT_EQ(after.mallocs, before.mallocs);
  EXPECT_EQ(after.requests, before.requests + 10);
  EXPECT_EQ(after.live, 0U);
  EXPECT_NE(to_string(after).find("by cudaMalloc"), std::string::npos);
}
