#include <gradus/scalar_autograd/aim.h>
#include <gradus/testing/expect.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <string>

using gradus::scalar::aim;
using gradus::scalar::Shot;
using gradus::testing::expect;

namespace {

// How far from the target the ball is at the end, in metres.
double miss(const Shot& shot, const std::array<double, 2>& velocity) {
  double x = 0, y = 0, vx = velocity[0], vy = velocity[1];
  for (int step = 0; step < shot.steps; ++step) {
    const double rx = vx - shot.wind, ry = vy, speed = std::hypot(rx, ry);
    vx -= 0.01 * shot.drag * speed * rx;
    vy -= 0.01 * (9.81 + shot.drag * speed * ry);
    x += 0.01 * vx;
    y += 0.01 * vy;
  }
  return std::hypot(x - shot.target_x, y - shot.target_y);
}

void expect_hit(const std::string& what, const Shot& shot) {
  const std::array<double, 2> velocity = aim(shot);
  Shot still = shot, vacuum = shot;
  still.wind = 0;
  vacuum.drag = 0;
  const double off = miss(shot, velocity);
  EXPECT_LE(off, 1e-3) << what << ": thrown at (" << velocity[0] << ", " << velocity[1]
                       << ") m/s the ball misses by " << off << " m"
                       << (miss(vacuum, velocity) < 1e-3
                               ? "\n  Likely cause: in a vacuum it would hit; the air is missing"
                           : miss(still, velocity) < 1e-3
                               ? "\n  Likely cause: in still air it would hit; the wind is missing"
                           : off < 1
                               ? "\n  Likely cause: close; the search stopped too early"
                               : "\n  Likely cause: far off; does the search run away, or swing to "
                                 "and fro? Is each gradient that of one flight alone, and the "
                                 "rate not too large?");
}

}  // namespace

TEST(Capstone, NoAir) { expect_hit("no air", {10, 2, 100, 0, 0}); }

TEST(Capstone, StillAir) { expect_hit("still air", {20, 3, 150, 0.02, 0}); }

TEST(Capstone, HeadWind) { expect_hit("head wind", {15, 1, 120, 0.02, -8}); }

TEST(Capstone, TailWindAndHighTarget) { expect_hit("tail wind", {12, 12, 180, 0.03, 6}); }

TEST(Capstone, BehindTheThrower) { expect_hit("a target behind", {-6, 0.5, 90, 0.01, 3}); }

TEST(Capstone, StraightUp) { expect_hit("straight up", {0, 4, 130, 0.02, 0}); }
