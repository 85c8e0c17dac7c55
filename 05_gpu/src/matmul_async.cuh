#pragma once
// Launches of the asynchronous product for matrices in memory.
#include "add_parts.cuh"
#include "async_product.cuh"
#include "plan.h"

namespace gradus::cuda {

/// One tile of one part of one product of a stack. Parts, where there are several, go to `partial`.
template <class T, class Cut, bool PacksA, bool PacksB>
__global__ void __launch_bounds__(Cut::kThreads, Cut::kBlocks)
    matmul_async_kernel(Products<T> p, MatrixOut<T> out, Plan plan, T* partial) {
  const TilePlace place = own_place<Cut>(p.m, p.n, plan.parts);
  const Matrices<T> of = p.at(place.product);
  const Index begin = place.part * plan.depth;
  const Index end = begin + plan.depth < p.k ? begin + plan.depth : p.k;
  const Side<T> a{of.a, p.row[0], p.column[0], p.m, end};
  const Side<T> b{of.b, p.column[1], p.row[1], p.n, end};
  MatrixLoader<T, PacksA, Cut::kRows, Cut::kThreads> load_a(a, place.row, begin);
  MatrixLoader<T, PacksB, Cut::kColumns, Cut::kThreads> load_b(b, place.column, begin);
  Sums<T, Cut> sums;
  async_product(sums, load_a, load_b, begin, end);
  if (plan.parts == 1) {
    out.data = of.c;
  } else {
    out.data = partial + (place.part * p.count + place.product) * p.m * p.n;
    out.row = p.n;
    out.column = 1;
    out.packs = p.n % kPack<T> == 0;
    out.bias = nullptr;
  }
  sums.store(out, place.row, place.column);
}

// Tiles for the asynchronous product. The last number of a choice is the share of multiplications
// among the instructions of the inner loop that nvcc makes for sm_90a; counted, not timed.
template <class T>
struct AsyncCuts {
  using Large = Cut<128, 256, 64, 64, 1>;
  using Middle = Cut<128, 128, 32, 64, 2>;
  using Small = Cut<64, 64, 32, 32, 4>;
  static Chosen choose(const Work& work) {
    if constexpr (sizeof(T) > 4)
      return cuda::choose(work, {{64, 64, 1.0}});
    else
      return cuda::choose(work, {{128, 256, 0.89}, {128, 128, 0.86}, {64, 64, 0.75}});
  }
};

template <class T>
Chosen plan_of(const Products<T>& p) {
  return AsyncCuts<T>::choose({p.count, p.m, p.n, p.k});
}

template <class T>
std::size_t workspace_of(const Products<T>& p) {
  const Chosen chosen = plan_of(p);
  return chosen.parts == 1
             ? 0
             : static_cast<std::size_t>(chosen.parts * p.count * p.m * p.n) * sizeof(T);
}

/// Whether copies of 16 bytes along the outer axis fit, with nothing left over.
template <class T>
bool outer_packs(const T* data, Index outer, Index inner, Index outers, Index inners) {
  return outer == 1 && outers % kPack<T> == 0 && lines_in_packs(data, inners, inner);
}

template <class T, class Cut>
void launch_async(const Products<T>& p, const MatrixOut<T>& out, const Chosen& chosen, T* partial) {
  const bool a = outer_packs(p.first.a, p.row[0], p.column[0], p.m, p.k) && stack_in_packs(p, 0);
  const bool b = outer_packs(p.first.b, p.column[1], p.row[1], p.n, p.k) && stack_in_packs(p, 1);
  const Index blocks = Index{tiles_of(p, Cut::kRows, Cut::kColumns)} * chosen.parts;
  if (blocks > INT32_MAX) fail("matmul: ", blocks, " blocks are more than a grid has");
  const auto grid = static_cast<unsigned>(blocks);
  const Plan plan{chosen.parts, chosen.depth};
  const cudaStream_t stream = current_stream();
  if (a && b)
    matmul_async_kernel<T, Cut, true, true>
        <<<grid, Cut::kThreads, 0, stream>>>(p, out, plan, partial);
  else if (a)
    matmul_async_kernel<T, Cut, true, false>
        <<<grid, Cut::kThreads, 0, stream>>>(p, out, plan, partial);
  else if (b)
    matmul_async_kernel<T, Cut, false, true>
        <<<grid, Cut::kThreads, 0, stream>>>(p, out, plan, partial);
  else
    matmul_async_kernel<T, Cut, false, false>
        <<<grid, Cut::kThreads, 0, stream>>>(p, out, plan, partial);
  check_launch("matmul (async)");
}

/// Where the outputs of a stack of products are.
template <class T>
struct StackTarget {
  Products<T> p;
  __device__ T* place(Index product, Index i, Index j) const {
    return p.at(product).c + i * p.row[2] + j * p.column[2];
  }
};

/// All products; `out` says where the first one goes, and what bias is added.
template <class T>
void async_products(const Products<T>& p, const MatrixOut<T>& out, std::byte* workspace) {
  if (p.count * p.m * p.n == 0) return;
  const Chosen chosen = plan_of(p);
  T* const partial = reinterpret_cast<T*>(workspace);
  using Cuts = AsyncCuts<T>;
  if constexpr (sizeof(T) > 4) {
    launch_async<T, typename Cuts::Small>(p, out, chosen, partial);
  } else {
    if (chosen.which == 0) launch_async<T, typename Cuts::Large>(p, out, chosen, partial);
    if (chosen.which == 1) launch_async<T, typename Cuts::Middle>(p, out, chosen, partial);
    if (chosen.which == 2) launch_async<T, typename Cuts::Small>(p, out, chosen, partial);
  }
  if (chosen.parts == 1) return;
  add_parts(Partials<T>{partial, chosen.parts, p.count, p.m, p.n}, StackTarget<T>{p}, out.bias,
            out.bias_stride);
}

}  // namespace gradus::cuda
