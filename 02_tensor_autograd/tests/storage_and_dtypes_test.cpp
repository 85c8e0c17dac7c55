#include <gradus/common/error.h>
#include <gradus/tensor_autograd/array.h>
#include <gradus/testing/expect.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "draw_layout.h"

using gradus::Array;
using gradus::cpu;
using gradus::Device;
using gradus::DType;
using gradus::Index;
using gradus::Layout;
using gradus::Shape;
using gradus::View;
using gradus::testing::Draw;
using gradus::testing::draw_layout;
using gradus::testing::expect;
using gradus::testing::expect_all;
using gradus::testing::places;
namespace views = gradus::views;

namespace {

std::string message(auto call) {
  try {
    call();
  } catch (const gradus::Error& error) {
    return error.what();
  }
  return "no error";
}

// A device that is the CPU's memory under another name, and counts what it gives.
constexpr Device kShelf{3};
int shelf_allocations = 0;
void* shelf_allocate(std::size_t bytes) {
  ++shelf_allocations;
  return std::malloc(bytes);
}
void shelf_release(void* memory, std::size_t) { std::free(memory); }
void shelf_copy(void* to, const void* from, std::size_t bytes) { std::memcpy(to, from, bytes); }
void register_shelf() {
  gradus::register_device(kShelf, {"shelf", shelf_allocate, shelf_release, shelf_copy, shelf_copy});
}

// An array whose element number i in memory is i; none if its memory is too small.
template <class T>
bool numbered(Array& array, Index elements) {
  array = Array::empty({elements}, gradus::dtype_of<T>);
  const auto needed = static_cast<std::size_t>(elements) * sizeof(T);
  EXPECT_GE(array.storage->bytes(), needed) << "too little memory for " << elements << " elements";
  if (array.storage->bytes() < needed) return false;
  for (Index i = 0; i < elements; ++i)
    reinterpret_cast<T*>(array.storage->data())[i] = static_cast<T>(i);
  return true;
}

}  // namespace

TEST(StorageAndDtypes, DtypesKnowTheirSize) {
  EXPECT_STREQ(info(gradus::float32).name, "float32");
  EXPECT_EQ(info(gradus::float32).size, 4u);
  EXPECT_EQ(info(gradus::float64).size, 8u);
  EXPECT_EQ(info(gradus::int64).size, 8u);
  EXPECT_EQ(info(gradus::uint8).size, 1u);
  EXPECT_EQ(info(gradus::bool_).size, 1u);
  EXPECT_TRUE(info(gradus::float64).is_floating_point);
  EXPECT_FALSE(info(gradus::int64).is_floating_point);
}

TEST(StorageAndDtypes, MemoryForTheElements) {
  const auto bytes = [](const Shape& shape, DType dtype) {
    return static_cast<double>(Array::empty(shape, dtype).storage->bytes());
  };
  expect("bytes of [2, 3] in float32", bytes({2, 3}, gradus::float32), 24)
      .if_equal(6, "that is one byte an element; how large an element is, info(dtype) knows")
      .if_equal(48, "that is 8 bytes an element: is everything float64?");
  expect("bytes of [2, 3] in float64", bytes({2, 3}, gradus::float64), 48)
      .if_equal(24, "that is 4 bytes an element: is everything float32?");
  expect("bytes of [2, 3] in uint8", bytes({2, 3}, gradus::uint8), 6);
  expect("bytes of a single float64", bytes({}, gradus::float64), 8)
      .if_equal(0, "the shape [] has one element");
  expect("bytes of [3, 0]", bytes({3, 0}, gradus::float32), 0);
}

TEST(StorageAndDtypes, EmptyIsWhatWasAskedFor) {
  register_shelf();
  for (DType dtype : {gradus::float32, gradus::float64, gradus::int64, gradus::bool_}) {
    const Array array = Array::empty({2, 3}, dtype);
    EXPECT_EQ(array.shape(), Shape({2, 3}));
    EXPECT_TRUE(array.is_contiguous());
    EXPECT_EQ(array.layout.offset, 0);
    expect(std::string("the number of the dtype of an empty ") + info(dtype).name + " array",
           array.dtype.id(), dtype.id())
        .if_equal(gradus::float64.id(),
                  "it silently became float64: twice the memory, half the speed, and no message");
  }
  const int before = shelf_allocations;
  const Array array = Array::empty({2, 3}, gradus::float32, kShelf);
  expect("the number of the device of an array that was asked for on device 3", array.device().id(),
         3)
      .if_equal(0, "the memory came from the CPU, whatever device was asked for");
  EXPECT_EQ(shelf_allocations, before + 1);
}

TEST(StorageAndDtypes, MemoryIsSharedAndGivenBack) {
  const std::size_t before = gradus::memory_use(cpu).live;
  {
    const Array array = Array::empty({4, 4}, gradus::float32);
    const Array row = array.with(views::select(array.layout, 0, 1)), copy = array;
    EXPECT_EQ(row.storage, array.storage);
    EXPECT_EQ(array.storage->use_count(), 3u);
    EXPECT_EQ(gradus::memory_use(cpu).live, before + array.storage->bytes());
    EXPECT_GE(gradus::memory_use(cpu).peak, gradus::memory_use(cpu).live);
  }
  EXPECT_EQ(gradus::memory_use(cpu).live, before);
}

TEST(StorageAndDtypes, LargeBlocksAreAligned) {
  for (const std::size_t bytes : {1024u, 1025u, 5000u, 1u << 20}) {
    std::vector<gradus::Ref<gradus::Storage>> several;
    for (int i = 0; i < 8; ++i) {
      several.push_back(gradus::Storage::allocate(bytes, cpu));
      EXPECT_EQ(reinterpret_cast<std::uintptr_t>(several.back()->data()) % 64, 0u) << bytes;
    }
  }
}

TEST(StorageAndDtypes, ViewReadsByIndex) {
  Array array;
  if (!numbered<float>(array, 32)) return;
  const Array matrix = array.with(Layout::contiguous({3, 4}));
  const View<float> plain(matrix);
  expect("element [1, 2] of [3, 4]", plain(1, 2), 6)
      .if_equal(3, "the indices were added; each counts as often as its stride says");
  const View<float> transposed(matrix.with(views::transpose(matrix.layout, 0, 1)));
  expect("element [2, 1] of the transposed matrix", transposed(2, 1), 6)
      .if_equal(7, "that is where the element would lie without gaps; take the strides")
      .if_equal(9, "the strides were not taken");
  const View<float> slice(matrix.with(views::slice(matrix.layout, 0, 1, 3)));
  expect("element [0, 1] of the rows from row 1 on", slice(0, 1), 5)
      .if_equal(9, "the offset counts twice: `data_` points behind it already")
      .if_equal(1, "the offset is missing");
  const View<float> number(matrix.with(views::select(views::select(matrix.layout, 0, 2), 0, 3)));
  expect("the element of a single number", number(), 11);
  const View<float> repeated(array.with(views::expand(Layout::contiguous({4}), {3, 4})));
  expect("element [2, 3] of a row repeated", repeated(2, 3), 3);
}

TEST(StorageAndDtypes, ViewWritesIntoSharedMemory) {
  Array array;
  if (!numbered<double>(array, 6)) return;
  const Array matrix = array.with(Layout::contiguous({2, 3}));
  const View<double> column(matrix.with(views::select(matrix.layout, 1, 1)));
  column(0) = 10;
  column(1) = 20;
  expect_all("a matrix after its middle column was written through a view",
             gradus::to_vector<double>(matrix), {0, 10, 2, 3, 20, 5});
}

TEST(StorageAndDtypes, ViewOfRandomLayouts) {
  Draw draw("view");
  for (int sample = 0; sample < 30; ++sample) {
    const Shape shape{draw.between(1, 3), draw.between(1, 4), draw.between(1, 3)};
    const Layout layout = draw_layout(draw, shape);
    Array array;
    if (!numbered<std::int64_t>(array, 2 * gradus::testing::extent(layout))) return;
    const View<std::int64_t> view(array.with(layout));
    std::vector<double> actual;
    for (Index i = 0; i < shape[0]; ++i)
      for (Index j = 0; j < shape[1]; ++j)
        for (Index k = 0; k < shape[2]; ++k) actual.push_back(static_cast<double>(view(i, j, k)));
    std::ostringstream what;
    what << "elements of " << shape << " with strides " << layout.strides;
    expect_all(what.str(), actual, places(layout));
  }
}

TEST(StorageAndDtypes, ToVectorFromAnywhere) {
  register_shelf();
  Draw draw("to_vector");
  for (int sample = 0; sample < 20; ++sample) {
    const Layout layout = draw_layout(draw, draw.shape(4));
    Array array;
    if (!numbered<float>(array, gradus::testing::extent(layout))) return;
    expect_all("an array's elements", gradus::to_vector<double>(array.with(layout)),
               places(layout));
    Array away = Array::empty(array.shape(), gradus::float32, kShelf);
    if (away.storage->bytes() < array.storage->bytes()) return;
    info(kShelf).copy_from_cpu(away.storage->data(), array.storage->data(), array.storage->bytes());
    expect_all("the same from a device", gradus::to_vector<double>(away.with(layout)),
               places(layout));
  }
  const Array bytes = Array::of(std::vector<std::uint8_t>{0, 7, 255}, {3});
  expect_all("bytes as numbers", gradus::to_vector<double>(bytes), {0, 7, 255});
}

TEST(StorageAndDtypes, VersionsCountChanges) {
  const Array array = Array::empty({2}, gradus::float32);
  const auto before = array.storage->version();
  array.storage->count_write();
  EXPECT_EQ(array.storage->version(), before + 1);
}

TEST(StorageAndDtypes, ARunTimeDtypeBecomesAType) {
  const auto size = [](DType dtype) {
    return gradus::with_type(dtype, "size", [](auto type) { return sizeof(type); });
  };
  EXPECT_EQ(size(gradus::float32), 4u);
  EXPECT_EQ(size(gradus::float64), 8u);
  EXPECT_EQ(size(gradus::bool_), 1u);
}

TEST(StorageAndDtypes, BothTablesAreOpen) {
  constexpr DType kTiny{12};
  EXPECT_EQ(message([&] { info(kTiny); }), "dtype: number 12 is not registered");
  gradus::register_dtype(kTiny, {"tiny", 2, true});
  expect("bytes of five elements of a new dtype of 2 bytes",
         static_cast<double>(Array::empty({5}, kTiny).storage->bytes()), 10);
  EXPECT_EQ(message([&] {
              gradus::register_dtype(kTiny, {"other", 2, true});
            }),
            "dtype: number 12 is tiny already and cannot be other too");
  EXPECT_EQ(message([&] { gradus::with_type(kTiny, "sum", [](auto) {}); }),
            "sum: there is no CPU kernel for tiny");
  EXPECT_EQ(message([&] { info(Device(2)); }), "device: number 2 is not registered");
}

TEST(StorageAndDtypes, ErrorsNameTheValues) {
  EXPECT_EQ(message([] {
              Array::of(std::vector<float>{1, 2, 3}, {2, 2});
            }),
            "array: 3 values do not fill [2, 2] (4 elements)");
  EXPECT_EQ(message([] { Array::empty({}, gradus::float32).data<double>(); }),
            "data: the elements are float32, not float64; convert them with to(float64) first");
  EXPECT_THROW(Array::empty({Index{1} << 40, Index{1} << 40}, gradus::float32), gradus::Error);
  EXPECT_THROW(Array::empty({Index{1} << 61}, gradus::float64), gradus::Error)
      << "the elements can be counted, but not their bytes";
}
