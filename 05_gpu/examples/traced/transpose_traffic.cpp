// Draws what a transpose of a 64 x 64 matrix moves, place by place in its kernel:
//   transpose-traffic --by tiles --out build/traffic.svg
// Its kernels are traced, so it runs on the CPU alone.
#include <cuda_runtime.h>
#include <gradus/cuda_on_cpu/trace.h>
#include <gradus/gpu/check.h>
#include <gradus/gpu/transpose.h>
#include <gradus/program/program.h>

#include <filesystem>
#include <iostream>
#include <string>

int main(int argc, char** argv) {
  return gradus::run_program(
      argc, argv, "Draws what a transpose of a 64 x 64 matrix moves in memory",
      [](gradus::CommandLine& command_line) {
        std::filesystem::path out;
        std::string by = "elements";
        command_line.option("--out", out, "a picture")
            .choice("--by", by, {"elements", "tiles"}, "which of the two kernels")
            .parse();
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
        const By how = by == "tiles" ? By::kTiles : By::kElements;
        gradus::cuda::transpose<float>(from, to, sizes, how);
        gradus::cuda::synchronize();
        std::cout << trace.report();
        if (!out.empty()) trace.draw(out.string());
        check(cudaFree(from), "cudaFree");
        check(cudaFree(to), "cudaFree");
      });
}
