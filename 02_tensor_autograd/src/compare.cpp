#include <gradus/tensor_autograd/compare.h>
#include <gradus/tensor_autograd/elementwise.h>

#include <limits>

namespace gradus {
namespace {

Tensor compare(const Operation& op, const Tensor& a, const Tensor& b) {
  const auto [left, right] = alike(a, b, op.name());
  return Tensor(run(op, {&left.array(), &right.array()}));
}

constexpr double kInfinity = std::numeric_limits<double>::infinity();

}  // namespace

Tensor eq(const Tensor& a, const Tensor& b) { return compare(ops::eq, a, b); }
Tensor ne(const Tensor& a, const Tensor& b) { return logical_not(eq(a, b)); }
Tensor lt(const Tensor& a, const Tensor& b) { return compare(ops::lt, a, b); }
Tensor le(const Tensor& a, const Tensor& b) { return compare(ops::le, a, b); }
Tensor gt(const Tensor& a, const Tensor& b) { return compare(ops::lt, b, a); }
Tensor ge(const Tensor& a, const Tensor& b) { return compare(ops::le, b, a); }
Tensor eq(const Tensor& a, Scalar b) { return eq(a, as_tensor(b, a)); }
Tensor ne(const Tensor& a, Scalar b) { return ne(a, as_tensor(b, a)); }
Tensor lt(const Tensor& a, Scalar b) { return lt(a, as_tensor(b, a)); }
Tensor le(const Tensor& a, Scalar b) { return le(a, as_tensor(b, a)); }
Tensor gt(const Tensor& a, Scalar b) { return gt(a, as_tensor(b, a)); }
Tensor ge(const Tensor& a, Scalar b) { return ge(a, as_tensor(b, a)); }

Tensor isnan(const Tensor& x) { return ne(x, x); }
Tensor isinf(const Tensor& x) { return eq(abs(x.detach()), kInfinity); }
Tensor isfinite(const Tensor& x) { return lt(abs(x.detach()), kInfinity); }

Tensor logical_not(const Tensor& a) {
  const Tensor truth = to(a.detach(), bool_);
  return Tensor(run(ops::logical_not, {&truth.array()}));
}
Tensor logical_and(const Tensor& a, const Tensor& b) {
  return to(a.detach(), bool_) * to(b.detach(), bool_);
}
Tensor logical_or(const Tensor& a, const Tensor& b) {
  return to(a.detach(), bool_) + to(b.detach(), bool_);
}

}  // namespace gradus
