#include <gradus/common/error.h>
#include <gradus/tensor_autograd/dtype.h>

#include <cstring>

namespace gradus {
namespace {
constinit DTypeInfo table[kMaxDTypes] = {{"float32", 4, true},
                                         {"float64", 8, true},
                                         {"int64", 8, false},
                                         {"uint8", 1, false},
                                         {"bool", 1, false}};
}  // namespace

const DTypeInfo& info(DType dtype) {
  if (dtype.id() >= kMaxDTypes || !table[dtype.id()].name)
    fail("dtype: number ", int{dtype.id()}, " is not registered");
  return table[dtype.id()];
}

void register_dtype(DType dtype, const DTypeInfo& info) {
  if (dtype.id() >= kMaxDTypes) fail("dtype: numbers go from 0 to ", kMaxDTypes - 1);
  DTypeInfo& entry = table[dtype.id()];
  if (entry.name && std::strcmp(entry.name, info.name) != 0)
    fail("dtype: number ", int{dtype.id()}, " is ", entry.name, " already and cannot be ",
         info.name, " too");
  entry = info;
}

std::vector<DType> dtypes() {
  std::vector<DType> found;
  for (std::uint8_t id = 0; id < kMaxDTypes; ++id)
    if (table[id].name) found.emplace_back(id);
  return found;
}

std::ostream& operator<<(std::ostream& out, DType dtype) { return out << info(dtype).name; }

}  // namespace gradus
