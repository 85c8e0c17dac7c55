// The tracer names what is wrong in a kernel and where, and counts what memory moves.
#include <gmock/gmock.h>
#include <gradus/cuda_on_cpu/memory.h>
#include <gradus/cuda_on_cpu/trace.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "device_array.h"
#include "kernels/add.cuh"
#include "kernels/matmul.cuh"
#include "kernels/pipeline.cuh"
#include "kernels/reduce.cuh"
#include "kernels/wrong.cuh"
#include "marks.h"

namespace gradus::cuda_on_cpu {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;

// `wrong.cu:11`
using cuda_on_cpu::at;
std::string at(const std::string& name) { return at("wrong.cu", name); }

// Read before another test sets it.
const bool kGuarded = std::getenv("GRADUS_CUDA_GUARD") != nullptr;

class Traced : public Cuda {
 protected:
  static std::string what_happened() {
    const cudaError_t error = cudaDeviceSynchronize();
    const std::string text = cudaGetErrorString(error);
    cudaGetLastError();
    return text;
  }

  const DeviceArray<float> a{std::vector<float>(64 * 64, 1.0f)};
  const DeviceArray<float> b{std::vector<float>(64 * 64, 2.0f)};
  const DeviceArray<float> out{64 * 64};
};

TEST_F(Traced, RightKernelsPass) {
  run_transpose(a, out, 64, 1);
  run_matmul_without_barrier(a, b, out, 64, 0);
  run_warp_exchange(out, true);
  run_early_return(out, 50);
  EXPECT_EQ(what_happened(), "no error");
}

TEST_F(Traced, MissingBarrierInATranspose) {
  run_transpose(a, out, 64, 1, false);
  EXPECT_THAT(what_happened(),
              AllOf(HasSubstr("kernel transpose<1, false>, block (0,0,0): race on shared memory "
                              "tile[0][8]: thread (0,0,0) reads it at " +
                              at("store") +
                              " and thread "
                              "(8,0,0) writes it at " +
                              at("load")),
                    HasSubstr("no __syncthreads()")));
}

TEST_F(Traced, MissingBarriersInATiledMatmul) {
  run_matmul_without_barrier(a, b, out, 64, 1);
  EXPECT_THAT(what_happened(),
              AllOf(HasSubstr("race on shared memory a_tile[0][1]: thread (0,0,0) reads it at " +
                              at("product") + " and thread (1,0,0) writes it at " + at("fill a")),
                    HasSubstr("race on shared memory b_tile[1][0]")));
  run_matmul_without_barrier(a, b, out, 64, 2);
  EXPECT_THAT(what_happened(),
              AllOf(HasSubstr("race on shared memory a_tile[0][0]: thread (0,0,0) writes it at " +
                              at("fill a") + " and thread (1,0,0) reads it at " + at("product")),
                    HasSubstr("race on shared memory b_tile")));
}

TEST_F(Traced, MissingBarrierOfAWarp) {
  run_warp_exchange(out, false);
  EXPECT_THAT(what_happened(), HasSubstr("no __syncthreads() or __syncwarp() in between"));
}

TEST_F(Traced, CopiesThatAreUnderWay) {
  const std::string copy = at("pipeline.cu", "copy"), use = at("pipeline.cu", "use");
  const auto text_of = [&](Missing missing) {
    run_reverse_tiles(a, out, 3, missing);
    return what_happened();
  };
  EXPECT_EQ(text_of(Missing::kNothing), "no error");
  for (const Missing missing : {Missing::kWait, Missing::kCommit, Missing::kLastWait})
    EXPECT_THAT(text_of(missing),
                AllOf(HasSubstr("reads 4 bytes at " + use + " from shared memory tile[0]["),
                      HasSubstr("], to which a copy is under way (__pipeline_wait_prior?)")));
  EXPECT_THAT(text_of(Missing::kBarrier),
              AllOf(HasSubstr("race on shared memory tile["), HasSubstr("reads it at " + use),
                    HasSubstr("writes it at " + copy), HasSubstr("no __syncthreads() in between")));
  EXPECT_THAT(text_of(Missing::kReuseBarrier),
              AllOf(HasSubstr("race on shared memory tile["), HasSubstr("reads it at " + use),
                    HasSubstr("writes it at " + copy)));
}

TEST_F(Traced, CopiesCountAsAccesses) {
  const Trace trace;
  run_reverse_tiles(a, out, 3, Missing::kNothing);
  const auto reads = trace.global_places().front();
  EXPECT_EQ(reads.place, at("pipeline.cu", "copy"));
  EXPECT_EQ(reads.requests, 3 * 2);
  EXPECT_EQ(reads.moved, 3 * 32);
  EXPECT_EQ(trace.shared_places().front().place, at("pipeline.cu", "copy"));
  EXPECT_EQ(trace.shared().most, 1) << trace.report();
}

TEST_F(Traced, CopiesOutOfBounds) {
  const DeviceArray<char> in(std::vector<char>(16, 1)), to(16);
  run_copy(in, to, 16, 16, 0);
  EXPECT_THAT(what_happened(), HasSubstr("reads 16 bytes at " + at("pipeline.cu", "one copy") +
                                         " out of bounds: element 1 of device memory that has 1"));
  run_copy(in, to, 16, 0, 64);
  EXPECT_THAT(what_happened(), HasSubstr("64 bytes from the begin of values, which has 64 bytes"));
}

TEST_F(Traced, SharedMemoryThatNobodyWrote) {
  run_uninitialised(out);
  EXPECT_THAT(what_happened(), HasSubstr("thread (56,0,0) reads 4 bytes at " + at("read all") +
                                         " from shared memory "
                                         "values[7], which no thread of the block has written"));
}

TEST_F(Traced, DeviceMemoryThatNobodyWrote) {
  const DeviceArray<float> fresh(64 * 64);
  run_transpose(fresh, out, 64, 1);
  EXPECT_THAT(what_happened(), HasSubstr("from device memory, element 0 of 4096, which nobody has "
                                         "written (cudaMalloc does not clear memory)"));
}

TEST_F(Traced, OutOfBounds) {
  const DeviceArray<float> in(std::vector<float>(100, 1.0f));
  run_out_of_bounds(in, out, 100);
  EXPECT_THAT(what_happened(),
              HasSubstr("an illegal memory access was encountered: kernel out_of_bounds, block "
                        "(3,0,0): thread (3,0,0) reads 4 bytes at " +
                        at("next") +
                        " out of bounds: "
                        "element 100 of device memory that has 100 elements (400 bytes)"));
  run_behind_shared(out);
  EXPECT_THAT(what_happened(),
              HasSubstr("thread (63,0,0) reads 4 bytes at " + at("behind") +
                        " out of bounds in shared "
                        "memory: 256 bytes from the begin of values, which has 256 bytes"));
}

TEST_F(Traced, PointersThatAreNotTheDevices) {
  std::vector<float> host(64 * 64);
  run_transpose(host.data(), out, 64, 1);
  EXPECT_THAT(what_happened(), HasSubstr("an address that is not the device's (a pointer to host"));
  run_transpose(nullptr, out, 64, 1);
  EXPECT_THAT(what_happened(),
              HasSubstr("reads 4 bytes at " + at("load") + " through a null pointer"));
  float* freed = nullptr;
  cudaMalloc(&freed, 1 << 22);
  cudaMemset(freed, 0, 1 << 22);
  cudaFree(freed);
  run_transpose(freed + (1 << 19), out, 64, 1);
  EXPECT_THAT(what_happened(), HasSubstr("in device memory that was freed, or never allocated"));
}

TEST_F(Traced, DeviceMemoryThatTheCpuReads) {
  if (kGuarded) {  // as in ./learn check
    EXPECT_DEATH(run_on_the_cpu(a, out), "the CPU itself reads or writes the GPU's memory");
    return;
  }
  run_on_the_cpu(a, out);
  EXPECT_THAT(cudaGetErrorString(cudaGetLastError()),
              HasSubstr("an illegal memory access was encountered: the CPU reads 4 bytes at " +
                        at("on the CPU") + " in device memory, which only kernels reach"));
  EXPECT_EQ(what_happened(), "no error") << "told once";
}

TEST_F(Traced, RacesBetweenBlocks) {
  run_sum_without_atomic(a);
  EXPECT_THAT(what_happened(),
              AllOf(HasSubstr("race on device memory, element 0 of 4096: block (0,0,0) thread "
                              "(0,0,0) writes it at wrong.cu:"),
                    HasSubstr("nothing orders two blocks of one launch (atomicAdd?)")));
  run_sum_with_atomic(a);
  EXPECT_EQ(what_happened(), "no error");
}

TEST_F(Traced, PiecesOfABlock) {
  const std::vector<float> ones(50, 1.0f);
  piece_given(a, 50 * sizeof(float));
  piece_given(a + 64, 50 * sizeof(float));
  cudaMemcpy(a, ones.data(), 50 * sizeof(float), cudaMemcpyHostToDevice);
  run_add(a, a, out, 50);
  EXPECT_EQ(what_happened(), "no error");
  run_add(a, a, out, 51);
  EXPECT_THAT(what_happened(), HasSubstr("the piece before has 50 elements, this would be element "
                                         "50"));
  run_add(a + 64, a, out, 50);
  EXPECT_THAT(what_happened(), HasSubstr("device memory, element 0 of 50, which nobody has "
                                         "written"));
  piece_taken_back(a);
  run_add(a, a, out, 50);
  EXPECT_THAT(what_happened(), HasSubstr("in device memory that the allocator took back"));
}

TEST_F(Traced, PiecesFollowTheirStream) {
  cudaStream_t stream;
  cudaStreamCreate(&stream);
  piece_given(a, 400, stream);
  cudaMemsetAsync(a, 0, 400, stream);
  run_sum(a, b, 100, stream);
  piece_taken_back(a, stream);
  EXPECT_EQ(what_happened(), "no error");
  run_sum(a, b, 100, stream);
  EXPECT_THAT(what_happened(), HasSubstr("that the allocator took back"));
  cudaStreamDestroy(stream);
}

TEST_F(Traced, CoalescedLoads) {
  {
    const Trace trace;
    run_add(a, b, out, 1024);
    // 3 arrays of 1024 floats by 32 warps: each request 4 sectors.
    EXPECT_EQ(trace.global().requests, 3 * 32) << trace.report();
    EXPECT_EQ(trace.global().moved, 3 * 128) << trace.report();
    EXPECT_EQ(trace.global().least, 3 * 128);
    EXPECT_EQ(trace.global().most, 4);
  }
  {
    // One float behind the begin of a sector: five instead of four.
    const Trace trace;
    run_add(a + 1, b, out, 1024);
    EXPECT_EQ(trace.global().moved, 3 * 128 + 32) << trace.report();
  }
#if !defined(__clang__)  // which reads the four parts of a float4 one by one
  {
    const Trace trace;
    run_scale4(a, out, 2.0f, 1024);
    EXPECT_EQ(trace.global().requests, 2 * 8) << trace.report();
    EXPECT_EQ(trace.global().moved, 2 * 128);
  }
#endif
}

TEST_F(Traced, Picture) {
  const Trace trace;
  run_transpose(a, out, 64, 0);
  const Traffic reads = trace.shared_places().front();
  ASSERT_EQ(reads.lanes.size(), 32u);
  EXPECT_EQ(reads.lane_bytes, 4);
  EXPECT_EQ(reads.lanes[1] - reads.lanes[0], reads.writes ? 4 : 128);
  const auto file = std::filesystem::temp_directory_path() / "gradus-trace" / "transpose.svg";
  trace.draw(file.string());
  std::ifstream in(file);
  const std::string text(std::istreambuf_iterator<char>(in), {});
  EXPECT_THAT(text, AllOf(HasSubstr("<svg "), HasSubstr(at("store") + " reads shared memory"),
                          HasSubstr("transpose&lt;0, true&gt;"), HasSubstr("took 32 turns:"),
                          HasSubstr("</svg>")));
}

TEST_F(Traced, BankConflicts) {
  {
    const Trace trace;
    run_column(out, 32);
    EXPECT_EQ(trace.shared().most, 11) << trace.report();
  }
  {
    const Trace trace;
    run_column(out, 33);
    EXPECT_EQ(trace.shared().most, 1) << trace.report();
  }
  {
    const Trace trace;
    run_transpose(a, out, 64, 0);
    EXPECT_EQ(trace.shared().most, 32) << trace.report();
    EXPECT_EQ(trace.global().moved, trace.global().least);
    EXPECT_THAT(trace.report(),
                ContainsRegex(at("store") + " .*reads .*at most 32 a request   <--"));
  }
  const Trace trace;
  run_transpose(a, out, 64, 1);
  EXPECT_EQ(trace.shared().moved, trace.shared().least) << trace.report();
}

}  // namespace
}  // namespace gradus::cuda_on_cpu
