#pragma once
#include <gradus/tensor_autograd/print.h>

#include <memory>
#include <vector>

namespace gradus {

struct Node;
struct TensorBody;

/// A tensor that can be differentiated: elements (an Array) and, where gradients are wanted, its
/// place in the graph. A cheap handle: copies are the same tensor.
class Tensor {
 public:
  /// No tensor at all; `defined()` is false.
  Tensor();
  /// A tensor of these elements, which it shares.
  explicit Tensor(Array array);
  /// A single number, shape [].
  /// @param value the number
  /// @param dtype its type
  explicit Tensor(double value, DType dtype = float32);
  /// Row-major elements, converted to `dtype`.
  /// @throws Error when the number of values is not that of the shape
  static Tensor of(const std::vector<double>& values, const Shape& shape, DType dtype = float32);
  ~Tensor();
  Tensor(const Tensor&);
  Tensor(Tensor&&) noexcept;
  Tensor& operator=(const Tensor&);
  Tensor& operator=(Tensor&&) noexcept;

  /// Whether there is a tensor.
  bool defined() const { return static_cast<bool>(body_); }
  const Array& array() const;
  const Shape& shape() const { return array().shape(); }
  /// The size along an axis; negative axes count from the end. @throws Error when there is no such
  /// axis
  Index size(Index axis) const;
  /// The number of axes.
  int dim() const { return array().rank(); }
  Index numel() const { return array().numel(); }
  DType dtype() const { return array().dtype; }
  Device device() const { return array().device(); }
  bool is_contiguous() const { return array().is_contiguous(); }
  /// The first element. @throws Error unless T is the element type and the tensor lies on the CPU
  template <class T>
  T* data() const {
    return array().data<T>();
  }
  /// The only element, as a double. @throws Error when there is not exactly one
  double item() const;
  /// All elements in row-major order.
  std::vector<double> to_vector() const;

  /// Whether gradients flow to this tensor.
  bool requires_grad() const;
  /// Makes this a leaf that collects a gradient (or no longer does). Gives the tensor back.
  /// @throws Error for a dtype that is not floating point, and for the result of an operation
  /// @param on whether it collects
  Tensor& requires_grad(bool on);
  /// The gradient collected so far; undefined before the first backward.
  Tensor grad() const;
  /// Replaces the collected gradient; an undefined tensor clears it. @throws Error when shape or
  /// dtype differ
  void set_grad(const Tensor& grad);
  /// Asks that a result of an operation, too, keeps its gradient.
  void retain_grad();
  /// The same elements, outside the graph.
  Tensor detach() const;
  /// The node of the graph that made this tensor, or collects its gradient; null for a constant.
  Node* node() const;
  /// Which of its node's outputs this tensor is.
  int output_index() const;
  /// Whether both are the same tensor (not: equal elements).
  /// @param other the other handle
  bool is(const Tensor& other) const { return body_ == other.body_; }

 private:
  friend struct GraphAccess;
  Ref<TensorBody> body_;
};

/// The elements as NumPy writes them (print.h); `undefined` for no tensor.
std::string to_string(const Tensor& tensor, const PrintOptions& options = {});
/// to_string() with the default options.
std::ostream& operator<<(std::ostream& out, const Tensor& tensor);

}  // namespace gradus
