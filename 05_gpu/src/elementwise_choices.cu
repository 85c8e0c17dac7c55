// The elementwise operations that compare and choose.
#include <algorithm>
#include <limits>

#include "elementwise.cuh"

namespace gradus::cuda {
namespace {

// A bound of clamp as an element; a whole number beyond what the type holds stays at its end.
template <class T>
T bound(Scalar wanted) {
  using Limits = std::numeric_limits<T>;
  if constexpr (std::is_floating_point_v<T>)
    return wanted.to<T>();
  else
    return static_cast<T>(
        std::clamp<std::int64_t>(wanted.to<std::int64_t>(), Limits::min(), Limits::max()));
}

template <class T>
void clamp_kernel(const KernelCall& call) {
  using Limits = std::numeric_limits<T>;
  const auto& settings = call.attributes.as<ClampAttributes>();
  const T low = Limits::has_infinity ? -Limits::infinity() : Limits::min(),
          high = Limits::has_infinity ? Limits::infinity() : Limits::max();
  map<T, T>("clamp",
            formulas::Clamp<T>{settings.min ? bound<T>(*settings.min) : low,
                               settings.max ? bound<T>(*settings.max) : high},
            call.out(), call.in(0));
}

}  // namespace

void register_choices() {
  add_binary<formulas::Maximum>(ops::maximum, All{});
  add_binary<formulas::Minimum>(ops::minimum, All{});
  add_comparison<formulas::Eq>(ops::eq, All{});
  add_comparison<formulas::Lt>(ops::lt, All{});
  add_comparison<formulas::Le>(ops::le, All{});
  add_unary<formulas::LogicalNot>(ops::logical_not, Types<bool>{});
  for_each_type(Numbers{}, []<class T>(T) { add(ops::clamp, dtype_of<T>, clamp_kernel<T>); });
  for_each_type(All{}, []<class T>(T) {
    add(ops::where, dtype_of<T>, [](const KernelCall& call) {
      map<T, T, T, bool>("where", formulas::Where{}, call.out(), call.in(0), call.in(1),
                         call.in(2));
    });
  });
}

}  // namespace gradus::cuda
