#pragma once
#include <cstddef>
#include <cstdint>
#include <ostream>
#include <vector>

namespace gradus {

/// The type of a tensor's elements, known at run time. An open set: a later chapter adds its own
/// with register_dtype.
class DType {
 public:
  /// @param id a number below kMaxDTypes, one a type
  constexpr explicit DType(std::uint8_t id) : id_(id) {}
  /// Its number.
  constexpr std::uint8_t id() const { return id_; }
  constexpr bool operator==(const DType&) const = default;

 private:
  std::uint8_t id_;
};

/// How many dtypes there can be.
inline constexpr int kMaxDTypes = 16;
/// The dtypes of this chapter: float32, float64, int64, uint8, and bool_ (a byte that is 0 or 1).
inline constexpr DType float32{0}, float64{1}, int64{2}, uint8{3}, bool_{4};

/// What the library has to know about a dtype.
struct DTypeInfo {
  const char* name = nullptr;      ///< what messages call it
  std::size_t size = 0;            ///< bytes an element
  bool is_floating_point = false;  ///< whether gradients can flow through it
};

/// @throws Error for an id that nobody registered
/// What is known of a dtype.
const DTypeInfo& info(DType dtype);
/// Describes a new dtype. @throws Error when the id is taken under another name
/// @param info what the library has to know
void register_dtype(DType dtype, const DTypeInfo& info);
/// All dtypes that are known, by number.
std::vector<DType> dtypes();

std::ostream& operator<<(std::ostream& out, DType dtype);

/// The dtype of a C++ element type: `dtype_of<float>` is float32.
template <class T>
inline constexpr DType dtype_of{255};
template <>
inline constexpr DType dtype_of<float> = float32;
template <>
inline constexpr DType dtype_of<double> = float64;
template <>
inline constexpr DType dtype_of<std::int64_t> = int64;
template <>
inline constexpr DType dtype_of<std::uint8_t> = uint8;
template <>
inline constexpr DType dtype_of<bool> = bool_;

}  // namespace gradus
