#include <gradus/common/error.h>
#include <gradus/tensor_autograd/promotion.h>

namespace gradus {
namespace {

// The smallest dtype of a category that is larger than that of a and b, which are equally large.
DType next_larger(DType a, DType b) {
  DType found = a;
  for (DType dtype : dtypes())
    if (category(dtype) == category(a) && info(dtype).size > info(a).size &&
        (found == a || info(dtype).size < info(found).size))
      found = dtype;
  if (found == a)
    fail("promote_types: no dtype holds both ", a, " and ", b, "; convert one with to(dtype)");
  return found;
}

}  // namespace

int category(DType dtype) { return dtype == bool_ ? 0 : info(dtype).is_floating_point ? 2 : 1; }

DType promote_types(DType a, DType b) {
  if (a == b) return a;
  // exercise: promotion/promote-types
  //| The two differ. Compare their categories first, then their sizes, info(dtype).size. Where both are equal, ask
  //| next_larger(a, b).
  if (category(a) != category(b)) return category(a) > category(b) ? a : b;
  if (info(a).size != info(b).size) return info(a).size > info(b).size ? a : b;
  return next_larger(a, b);
  // end exercise
}

DType result_type(const Operand& a, const Operand& b) {
  // exercise: promotion/result-type
  //| Equal say: promote_types decides. Else the operand with more to say keeps its dtype, unless the other one's
  //| category is higher: a float in the program turns whole numbers into floats, but never float32 into float64.
  if (a.say == b.say) return promote_types(a.dtype, b.dtype);
  const Operand &strong = a.say > b.say ? a : b, &weak = a.say > b.say ? b : a;
  return category(weak.dtype) > category(strong.dtype) ? weak.dtype : strong.dtype;
  // end exercise
}

}  // namespace gradus
