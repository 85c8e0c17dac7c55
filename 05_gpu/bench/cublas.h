#pragma once
// NVIDIA's library of linear algebra, taken where the program runs: it may have been built
// elsewhere.
#include <cublas_v2.h>
#include <dlfcn.h>
#include <gradus/common/error.h>

#include <cstdlib>
#include <iostream>

namespace gradus {

/// cuBLAS's matrix product of float32 matrices, row by row, in float32 arithmetic (no TF32). The
/// file that $GRADUS_CUBLAS names, or what the loader finds.
class Cublas {
 public:
  Cublas() {
    const char* const named = std::getenv("GRADUS_CUBLAS");
    for (const char* name : {named, "libcublas.so", "libcublas.so.13", "libcublas.so.12"})
      if (library_ == nullptr && name != nullptr) library_ = dlopen(name, RTLD_NOW);
    if (library_ == nullptr) {
      std::cout << "cuBLAS is not here (" << dlerror() << "); its columns stay empty.\n";
      return;
    }
    check(function<decltype(cublasCreate_v2)>("cublasCreate_v2")(&handle_));
    check(
        function<decltype(cublasSetMathMode)>("cublasSetMathMode")(handle_, CUBLAS_PEDANTIC_MATH));
  }
  ~Cublas() {
    if (handle_ != nullptr) function<decltype(cublasDestroy_v2)>("cublasDestroy_v2")(handle_);
  }
  Cublas(const Cublas&) = delete;
  Cublas& operator=(const Cublas&) = delete;

  bool available() const { return handle_ != nullptr; }

  /// A matrix, row by row; `turned`: what is multiplied is its transpose.
  struct Matrix {
    const float* data;
    bool turned;
  };

  /// c [m, n] = a [m, k] b [k, n]. cuBLAS counts columns first: c^T = b^T a^T.
  void multiply(cudaStream_t stream, int m, int k, int n, Matrix a, Matrix b, float* c) const {
    const float one = 1, zero = 0;
    check(function<decltype(cublasSetStream_v2)>("cublasSetStream_v2")(handle_, stream));
    check(function<decltype(cublasSgemm_v2)>("cublasSgemm_v2")(
        handle_, b.turned ? CUBLAS_OP_T : CUBLAS_OP_N, a.turned ? CUBLAS_OP_T : CUBLAS_OP_N, n, m,
        k, &one, b.data, b.turned ? k : n, a.data, a.turned ? m : k, &zero, c, n));
  }

 private:
  template <class Function>
  Function* function(const char* name) const {
    void* const found = dlsym(library_, name);
    if (found == nullptr) fail("cuBLAS: it has no ", name);
    return reinterpret_cast<Function*>(found);
  }
  static void check(cublasStatus_t status) {
    if (status != CUBLAS_STATUS_SUCCESS) fail("cuBLAS: status ", static_cast<int>(status));
  }
  void* library_ = nullptr;
  cublasHandle_t handle_ = nullptr;
};

}  // namespace gradus
