#pragma once
#include <array>
#include <cassert>
#include <cstddef>
#include <utility>

namespace gradus {

/// A vector of at most N elements that lies in the object itself.
template <class T, int N>
class InlineVector {
 public:
  int size() const { return size_; }
  T& operator[](int i) { return items_[static_cast<std::size_t>(i)]; }
  const T& operator[](int i) const { return items_[static_cast<std::size_t>(i)]; }
  T& push_back(T item) {
    assert(size_ < N);
    T& slot = items_[static_cast<std::size_t>(size_++)];
    slot = std::move(item);
    return slot;
  }
  T* begin() { return items_.data(); }
  T* end() { return items_.data() + size_; }
  const T* begin() const { return items_.data(); }
  const T* end() const { return items_.data() + size_; }

 private:
  std::array<T, N> items_{};
  int size_ = 0;
};

}  // namespace gradus
