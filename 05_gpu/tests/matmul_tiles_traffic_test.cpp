// What the first rungs of the matrix product move.
#include <gradus/cuda_on_cpu/trace.h>
#include <gradus/gpu/matmul_tiles.h>
#include <gradus/testing/expect.h>

#include <map>
#include <utility>

#include "product_cases.h"

using gradus::Array;
using gradus::Index;
using gradus::cuda_on_cpu::Trace;
using gradus::cuda_on_cpu::Traffic;
using gradus::testing::array_of;
using gradus::testing::expect;
using gradus::testing::on_gpu;

namespace {

struct Moved {
  Traffic global, shared;
  std::string report;
};

// What one product [64, 32] x [32, 64] in float32 moves.
Moved measured(const std::string& variant, bool turned) {
  gradus::cuda::register_device();
  gradus::cuda::register_matmul_tiles();
  gradus::testing::Draw draw("traffic");
  const auto matrix = [&](Index rows, Index columns) {
    if (turned) std::swap(rows, columns);
    const Array plain =
        on_gpu(array_of({rows, columns}, draw.normals(rows * columns), gradus::float32));
    return turned ? plain.with(gradus::views::transpose(plain.layout, 0, 1)) : plain;
  };
  const Array a = matrix(64, 32), b = matrix(32, 64);
  const Trace trace;
  gradus::testing::run_variant(gradus::ops::matmul, variant, {a, b});
  EXPECT_EQ(gradus::testing::wrong_doing(), "");
  return {trace.global(), trace.shared(), trace.report()};
}

// The same, measured once.
const Moved& traffic_of(const std::string& variant, bool turned = false) {
  static std::map<std::pair<std::string, bool>, Moved> known;
  const std::pair key{variant, turned};
  if (!known.contains(key)) known.emplace(key, measured(variant, turned));
  return known.at(key);
}

}  // namespace

TEST(MatmulTraffic, NeighboursLoadNeighbours) {
  const Moved naive = traffic_of("naive"), coalesced = traffic_of("coalesced");
  if (::testing::Test::HasFailure()) return;
  // A request for b, or a store, is 4 sectors; one for a is 1, since all lanes want the same.
  expect("sectors that a request of the coalesced kernel moves at most", coalesced.global.most, 4)
      .if_true(coalesced.global.most > 4,
               "the lanes of a warp have one threadIdx.y: if that is the column, lanes store into "
               "several rows\n" +
                   coalesced.report);
  EXPECT_EQ(coalesced.global.moved, coalesced.global.least) << coalesced.report;
  EXPECT_EQ(naive.global.most, 32) << naive.report;
  EXPECT_GT(naive.global.moved, 6 * coalesced.global.moved);
}

TEST(MatmulTraffic, TilesAreLoadedOnce) {
  const Moved naive = traffic_of("naive"), coalesced = traffic_of("coalesced"),
              shared = traffic_of("shared");
  // Each of 2 x 2 blocks loads a tile of a and one of b, of 1024 floats, and stores one.
  expect("sectors that the tiled product moves", static_cast<double>(shared.global.moved),
         4 * 3 * 128)
      .if_true(shared.global.moved > 4 * 3 * 128,
               "every number of a tile is to be loaded once, by lanes that lie side by side\n" +
                   shared.report);
  EXPECT_GT(coalesced.global.moved, 8 * shared.global.moved);
  EXPECT_GT(naive.global.moved, 50 * shared.global.moved);
}

TEST(MatmulTraffic, NoBankConflicts) {
  for (const bool turned : {false, true}) {
    const Moved shared = traffic_of("shared", turned);
    const std::string how = turned ? "transposed operands" : "operands row after row";
    expect(how + ": lanes of a warp that meet in one bank", shared.shared.most, 1)
        .if_equal(32,
                  "a row of the tile is 32 numbers, so a column lies in one single bank: let the "
                  "next row begin one number later\n" +
                      shared.report)
        .if_true(shared.shared.most > 1, "a bank conflict\n" + shared.report);
    expect(how + ": sectors moved from and to global memory",
           static_cast<double>(shared.global.moved), static_cast<double>(shared.global.least))
        .if_true(true,
                 "lanes that lie side by side in memory belong into one request\n" + shared.report);
  }
}
