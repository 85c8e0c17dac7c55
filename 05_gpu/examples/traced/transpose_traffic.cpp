// Draws what two transposes of a 64 x 64 matrix move, place by place in their kernels:
//   transpose-traffic --out build/traffic.svg
// Its kernels are traced, so it runs on the CPU alone.
#include <cuda_runtime.h>
#include <gradus/cuda_on_cpu/trace.h>
#include <gradus/gpu/check.h>
#include <gradus/gpu/transpose.h>
#include <gradus/program/program.h>

#include <filesystem>
#include <iostream>

int main(int argc, char** argv) {
  return gradus::run_program(
      argc, argv, "Draws what two transposes of a 64 x 64 matrix move in memory",
      [](gradus::CommandLine& command_line) {
        std::filesystem::path out;
        command_line.option("--out", out, "a picture").parse();
        constexpr int kSize = 64;
        constexpr std::size_t kBytes = kSize * kSize * sizeof(float);
        using gradus::cuda::check;
        float *from = nullptr, *to = nullptr;
        check(cudaMalloc(reinterpret_cast<void**>(&from), kBytes), "cudaMalloc");
        check(cudaMalloc(reinterpret_cast<void**>(&to), kBytes), "cudaMalloc");
        check(cudaMemset(from, 0, kBytes), "cudaMemset");
        const gradus::cuda::Transpose sizes{1, kSize, kSize, 0, kSize, 0, kSize};
        const gradus::cuda_on_cpu::Trace trace;
        using By = gradus::cuda::TransposeBy;
        for (const By how : {By::kElements, By::kTiles})
          gradus::cuda::transpose<float>(from, to, sizes, how);
        gradus::cuda::synchronize();
        std::cout << trace.report();
        if (!out.empty()) trace.draw(out.string());
        check(cudaFree(from), "cudaFree");
        check(cudaFree(to), "cudaFree");
      });
}
