// The first kernels: who am I, and is there an element for me?
#include <gradus/common/error.h>
#include <gradus/gpu/check.h>
#include <gradus/gpu/launch.h>
#include <gradus/gpu/vector_add.h>

#include <limits>

namespace gradus::cuda {
namespace {

// [vector-add]
__global__ void vector_add_kernel(const float* a, const float* b, float* c, int count) {
  // exercise: first-kernel/vector-add
  //| One element a thread. blockIdx.x, blockDim.x and threadIdx.x tell which thread this is; not every thread has an
  //| element.
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < count) c[i] = a[i] + b[i];
  // end exercise
}
// [vector-add]

__global__ void axpy_kernel(float alpha, const float* x, float* y, int count) {
  // exercise: first-kernel/grid-stride
  //| Begin as before, then go on by as many elements as there are threads in the whole grid.
  const int step = gridDim.x * blockDim.x;
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < count; i += step)
    y[i] = alpha * x[i] + y[i];
  // end exercise
}

__global__ void add_row_kernel(const float* in, const float* bias, float* out, int rows,
                               int columns) {
  // exercise: first-kernel/two-axes
  //| Blocks and threads have a y too. Let x run along a row, since neighbours in x are neighbours in a warp.
  const int row = blockIdx.y * blockDim.y + threadIdx.y;
  const int column = blockIdx.x * blockDim.x + threadIdx.x;
  if (row < rows && column < columns)
    out[row * columns + column] = in[row * columns + column] + bias[column];
  // end exercise
}

}  // namespace

void vector_add(const float* a, const float* b, float* c, int count) {
  constexpr int kAll = std::numeric_limits<int>::max();  // no thread does a second element
  vector_add_kernel<<<blocks_for(count, kThreads, kAll), kThreads>>>(a, b, c, count);
  check_launch("vector_add");
}

void axpy(float alpha, const float* x, float* y, int count, int blocks, int threads) {
  axpy_kernel<<<blocks, threads>>>(alpha, x, y, count);
  check_launch("axpy");
}

void add_row(const float* in, const float* bias, float* out, int rows, int columns) {
  const dim3 block(16, 16);
  constexpr int kMostInX = std::numeric_limits<int>::max(), kMostInY = 65535;
  if (rows > kMostInY * 16) fail("add_row: ", rows, " rows; ", kMostInY * 16, " are the most");
  const dim3 grid(blocks_for(columns, block.x, kMostInX), blocks_for(rows, block.y, kMostInY));
  add_row_kernel<<<grid, block>>>(in, bias, out, rows, columns);
  check_launch("add_row");
}

}  // namespace gradus::cuda
