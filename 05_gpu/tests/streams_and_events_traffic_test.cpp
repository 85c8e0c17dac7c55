// Which copies can run beside computations, which only the CPU in the GPU's place can tell.
#include <gradus/cuda_on_cpu/memory.h>
#include <gradus/gpu/uploader.h>
#include <gradus/tensor_autograd/creation.h>
#include <gradus/testing/expect.h>
#include <gtest/gtest.h>

TEST(StreamsTraffic, BatchesComeFromPinnedMemory) {
  gradus::cuda::register_device();
  const gradus::cuda::Stream work;
  const gradus::cuda::StreamScope scope(work);
  int left = 4;
  gradus::cuda::Uploader upload([&]() -> gradus::cuda::Uploader::Batch {
    if (left-- == 0) return {};
    return {gradus::ones({100})};
  });
  const auto before = gradus::cuda_on_cpu::pageable_copies();
  while (!upload.next().empty()) cudaStreamSynchronize(work);
  const auto copies = gradus::cuda_on_cpu::pageable_copies() - before;
  gradus::testing::expect("copies from ordinary memory", static_cast<double>(copies), 0)
      .if_true(copies > 0,
               "such a copy goes through a buffer of the driver, and the CPU waits for that: copy "
               "from the pinned memory");
}
