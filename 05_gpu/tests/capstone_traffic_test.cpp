// What the capstone's kernel costs in memory traffic: counted, not timed.
#include <gradus/cuda_on_cpu/trace.h>
#include <gradus/testing/expect.h>
#include <gtest/gtest.h>

#include "residual_norm_case.h"

using gradus::cuda_on_cpu::Trace;
using gradus::testing::expect;
using gradus::testing::ResidualNorm;

TEST(CapstoneTraffic, EverythingIsReadOnceAndWrittenOnce) {
  const ResidualNorm given(4, 1024);
  const Trace trace;
  const auto answer = given.run();
  if (!answer.trouble.empty()) GTEST_FAIL() << answer.trouble;
  double moved[2] = {}, least[2] = {};
  for (const auto& place : trace.global_places()) {
    moved[place.writes] += static_cast<double>(place.moved);
    least[place.writes] += static_cast<double>(place.least);
  }
  const double row = given.columns * sizeof(float) / 32;  // sectors
  expect("rows read, for each row", std::max(4.0, moved[0] / row / given.rows), 4)
      .if_true(least[0] == moved[0],
               "x and residual once, gain and bias once make 4: the sums of a row have to stay on "
               "the chip\n" +
                   trace.report())
      .if_true(least[0] < moved[0],
               "neighbouring lanes do not read neighbours in memory\n" + trace.report());
  expect("rows written, for each row", moved[1] / row / given.rows, 1)
      .if_true(least[1] < moved[1],
               "neighbouring lanes do not write neighbours in memory\n" + trace.report())
      .if_true(least[1] == moved[1], "something else is written too\n" + trace.report());
}
