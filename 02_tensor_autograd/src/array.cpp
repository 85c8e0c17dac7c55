#include <gradus/common/error.h>
#include <gradus/tensor_autograd/array.h>

namespace gradus {

Array Array::empty(const Shape& shape, DType dtype, Device device) {
  const Layout layout = Layout::contiguous(shape);
  // exercise: storage-and-dtypes/empty
  //| Ask the device for as many bytes as the elements need.
  const auto bytes = static_cast<std::size_t>(layout.numel()) * info(dtype).size;
  return {Storage::allocate(bytes, device), layout, dtype};
  // end exercise
}

}  // namespace gradus
