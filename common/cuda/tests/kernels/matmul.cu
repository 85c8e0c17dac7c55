// Tiled matrix product: two barriers a tile.
#include "matmul.cuh"

template <int Tile>
__global__ void matmul(const float* a, const float* b, float* c, int rows, int inner, int columns) {
  __shared__ float a_tile[Tile][Tile], b_tile[Tile][Tile];
  const int row = blockIdx.y * Tile + threadIdx.y, column = blockIdx.x * Tile + threadIdx.x;
  float sum = 0.0f;
  for (int k = 0; k < inner; k += Tile) {
    const int a_column = k + threadIdx.x, b_row = k + threadIdx.y;
    a_tile[threadIdx.y][threadIdx.x] =
        row < rows && a_column < inner ? a[row * inner + a_column] : 0.0f;
    b_tile[threadIdx.y][threadIdx.x] =
        b_row < inner && column < columns ? b[b_row * columns + column] : 0.0f;
    __syncthreads();
    for (int i = 0; i < Tile; ++i) sum += a_tile[threadIdx.y][i] * b_tile[i][threadIdx.x];
    __syncthreads();
  }
  if (row < rows && column < columns) c[row * columns + column] = sum;
}

void run_matmul(const float* a, const float* b, float* c, int rows, int inner, int columns,
                cudaStream_t stream) {
  constexpr int kTile = 16;
  const dim3 grid((columns + kTile - 1) / kTile, (rows + kTile - 1) / kTile);
  matmul<kTile><<<grid, dim3(kTile, kTile), 0, stream>>>(a, b, c, rows, inner, columns);
}
