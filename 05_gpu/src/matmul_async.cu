// The matrix product with copies under way, and the table's rows of all variants.
#include <gradus/gpu/matmul.h>
#include <gradus/gpu/matmul_tiles.h>
#include <gradus/layers/linear.h>
#include <gradus/tensor_autograd/matmul.h>

#include "fast_products.h"
#include "matmul_async.cuh"

namespace gradus::cuda {

template <class T>
std::size_t matmul_async_workspace(const KernelCall& call) {
  return workspace_of(products_of<T>(call));
}

template <class T>
void matmul_async(const KernelCall& call) {
  const Products<T> p = products_of<T>(call);
  async_products(p, out_of(p), call.workspace);
}

namespace {

// linear as a product: x, and the weight seen as [in, out].
template <class T>
Products<T> linear_products(const KernelCall& call) {
  const Array weight = call.in(1).with(views::transpose(call.in(1).layout, 0, 1));
  const Array* inputs[] = {&call.in(0), &weight};
  return products_of<T>({inputs, call.outputs, call.attributes});
}

}  // namespace

template <class T>
std::size_t linear_async_workspace(const KernelCall& call) {
  return workspace_of(linear_products<T>(call));
}

template <class T>
void linear_async(const KernelCall& call) {
  const Products<T> p = linear_products<T>(call);
  MatrixOut<T> out = out_of(p);
  if (call.inputs.size() > 2) {
    out.bias = call.in(2).data<T>();
    out.bias_stride = call.in(2).strides()[0];
  }
  async_products(p, out, call.workspace);
}

namespace {

template <class T>
void add_all() {
  Operation& matmul = ops::matmul;
  matmul.add_kernel({gpu, dtype_of<T>, "async", matmul_async<T>, matmul_async_workspace<T>});
  matmul.add_kernel({gpu, dtype_of<T>, "vectorised", matmul_vectorised<T>});
  matmul.add_kernel({gpu, dtype_of<T>, "registers", matmul_registers<T>});
  ops::linear.add_kernel({gpu, dtype_of<T>, "async", linear_async<T>, linear_async_workspace<T>});
}

}  // namespace

void register_matmul() {
  static const bool done = [] {
    add_all<float>();
    add_all<double>();
    register_matmul_tiles();
    return true;
  }();
  static_cast<void>(done);
}

}  // namespace gradus::cuda
